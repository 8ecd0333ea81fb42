import * as http from 'node:http';
import * as https from 'node:https';
import type { ConnectionPoster, Frame, PostOutcome } from '../chat/connection-poster';
import { RequestSigner, sha256 } from './request-signer';

/** Sockets to API Gateway at a time: more gains nothing on one core. */
const MAX_SOCKETS = 100;

/** A post that takes longer has met a connection that does not read. */
const TIMEOUT_MS = 3_000;

export function encodeFrame(text: string): Frame {
  const body = Buffer.from(text);
  return { body, hash: sha256(body) };
}

/**
 * Posts through `@connections`, over connections that are kept alive.
 *
 * @see https://docs.aws.amazon.com/apigateway/latest/developerguide/apigateway-how-to-call-websocket-api-connections.html
 */
export class ApiGatewayConnectionPoster implements ConnectionPoster {
  private readonly base: URL;
  private readonly transport: typeof http | typeof https;
  private readonly agent: http.Agent;
  private readonly signer: RequestSigner;

  /** @param connectionsUrl as `https://…/<stage>` */
  constructor(connectionsUrl: string, region: string) {
    this.base = new URL(connectionsUrl);
    this.transport = this.base.protocol === 'https:' ? https : http;
    this.agent = new this.transport.Agent({ keepAlive: true, maxSockets: MAX_SOCKETS });
    this.signer = new RequestSigner('execute-api', region, () => ({
      accessKeyId: process.env.AWS_ACCESS_KEY_ID ?? '',
      secretAccessKey: process.env.AWS_SECRET_ACCESS_KEY ?? '',
      sessionToken: process.env.AWS_SESSION_TOKEN,
    }));
  }

  async post(connectionId: string, frame: Frame): Promise<PostOutcome> {
    const path = `${this.base.pathname}/@connections/${encodeURIComponent(connectionId)}`;
    const headers = this.signer.sign({ method: 'POST', host: this.base.host, path, bodyHash: frame.hash });
    try {
      return outcomeOf(await this.send(path, { ...headers, 'content-length': String(frame.body.length) }, frame.body));
    } catch {
      return 'retry';
    }
  }

  private async send(path: string, headers: Record<string, string>, body: Uint8Array): Promise<number> {
    return new Promise((resolve, reject) => {
      const request = this.transport.request({
        host: this.base.hostname,
        port: this.base.port,
        method: 'POST',
        path,
        headers,
        agent: this.agent,
        timeout: TIMEOUT_MS,
      });
      request.on('response', (response) => {
        response.on('error', reject);
        response.on('end', () => resolve(response.statusCode ?? 0));
        response.resume();
      });
      request.on('timeout', () => request.destroy(new Error('timed out')));
      request.on('error', reject);
      request.end(body);
    });
  }
}

function outcomeOf(status: number): PostOutcome {
  if (status === 200) return 'delivered';
  if (status === 410) return 'gone';
  return status === 429 || status >= 500 ? 'retry' : 'refused';
}
