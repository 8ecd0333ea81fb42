import * as http from 'node:http';
import type { FunctionErrorPayload } from './function-error';
import { CPU_HEADER } from './runtime-header';

/** An invocation, as its process gets it. */
export interface Work {
  readonly requestId: string;
  readonly functionArn: string;
  readonly traceId: string;
  /** Milliseconds since 1970. */
  readonly deadline: number;
  /** The event, as JSON. */
  readonly payload: string;
}

interface Answer {
  readonly headers: http.IncomingHttpHeaders;
  readonly body: string;
}

/** A process's side of the Runtime API. */
export class RuntimeClient {
  private readonly agent = new http.Agent({ keepAlive: true, maxSockets: 1 });
  private readonly host: string | undefined;
  private readonly port: string | undefined;
  private reportedCpu = 0;

  constructor(address: string) {
    [this.host, this.port] = address.split(':');
  }

  /** Waits for work, however long. */
  public async next(): Promise<Work> {
    const { headers, body } = await this.call('GET', 'invocation/next');
    return {
      requestId: String(headers['lambda-runtime-aws-request-id']),
      functionArn: String(headers['lambda-runtime-invoked-function-arn']),
      traceId: String(headers['lambda-runtime-trace-id']),
      deadline: Number(headers['lambda-runtime-deadline-ms']),
      payload: body,
    };
  }

  public async respond(requestId: string, json: string): Promise<void> {
    await this.call('POST', `invocation/${requestId}/response`, json, this.cpuReport());
  }

  public async error(requestId: string, payload: FunctionErrorPayload): Promise<void> {
    await this.call('POST', `invocation/${requestId}/error`, JSON.stringify(payload), this.cpuReport());
  }

  public async initError(payload: FunctionErrorPayload): Promise<void> {
    await this.call('POST', 'init/error', JSON.stringify(payload));
  }

  private cpuReport(): Record<string, string> {
    const { user, system } = process.cpuUsage();
    const used = user + system - this.reportedCpu;
    this.reportedCpu += used;
    return { [CPU_HEADER]: String(used) };
  }

  private async call(method: string, path: string, body?: string, headers: Record<string, string> = {}): Promise<Answer> {
    return new Promise((resolve, reject) => {
      const request = http.request({
        agent: this.agent,
        host: this.host,
        port: this.port,
        method,
        path: `/2018-06-01/runtime/${path}`,
        headers: body === undefined ? headers : { 'Content-Type': 'application/json', 'Content-Length': Buffer.byteLength(body), ...headers },
      }, (response) => {
        const chunks: Buffer[] = [];
        response.on('data', (chunk: Buffer) => chunks.push(chunk));
        response.on('end', () => resolve({ headers: response.headers, body: Buffer.concat(chunks).toString() }));
        response.on('error', reject);
      });
      request.on('error', reject);
      request.end(body);
    });
  }
}
