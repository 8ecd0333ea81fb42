import * as http from 'node:http';
import { listenOnLoopback, type LoopbackServer } from '../loopback-server';
import { BodyTooLargeError, readRequestBody } from '../request-body';
import { FunctionError, type FunctionErrorPayload } from './function-error';
import { CPU_HEADER } from './runtime-header';

/** Bytes of an answer. @see https://docs.aws.amazon.com/lambda/latest/dg/gettingstarted-limits.html */
export const MAX_ANSWER_BYTES = 6 * 1024 * 1024 + 100;

/** A piece of work for a function's process. */
export interface Invocation {
  readonly requestId: string;
  readonly functionArn: string;
  /** Milliseconds since 1970. */
  readonly deadline: number;
  /** The event, as JSON. */
  readonly payload: string;
}

/** What a function's process tells by way of the Runtime API. */
export interface RuntimeListener {
  /** It asks for work: it has started, or is done with what it had. */
  onNext(): void;
  onInitError(error: FunctionError): void;
  onAnswer(requestId: string, answer: { readonly json: string } | { readonly error: FunctionError }, cpuMicroseconds: number): void;
}

/**
 * The Runtime API of one process, at an address of its own as in Lambda.
 *
 * @see https://docs.aws.amazon.com/lambda/latest/dg/runtimes-api.html
 */
export class RuntimeApi {
  public static async start(listener: RuntimeListener): Promise<RuntimeApi> {
    const api = new RuntimeApi(listener);
    api.listening = await listenOnLoopback(api.server);
    return api;
  }

  private readonly server = http.createServer((request, response) => {
    this.answer(request, response).catch(() => response.destroy());
  });

  private listening?: LoopbackServer;
  private waiting?: http.ServerResponse;

  private constructor(private readonly listener: RuntimeListener) {
    this.server.keepAliveTimeout = 0;
  }

  /** As in `AWS_LAMBDA_RUNTIME_API`. */
  public get address(): string {
    return `127.0.0.1:${this.listening?.port}`;
  }

  /** Hands work to the process, which must have asked for it. */
  public deliver({ requestId, functionArn, deadline, payload }: Invocation): void {
    const response = this.waiting;
    delete this.waiting;
    response?.writeHead(200, {
      'Content-Type': 'application/json',
      'Content-Length': Buffer.byteLength(payload),
      'Lambda-Runtime-Aws-Request-Id': requestId,
      'Lambda-Runtime-Deadline-Ms': String(deadline),
      'Lambda-Runtime-Invoked-Function-Arn': functionArn,
      'Lambda-Runtime-Trace-Id': `Root=1-${Math.floor(Date.now() / 1000).toString(16)}-${requestId.replaceAll('-', '').slice(0, 24)}`,
    }).end(payload);
  }

  public async close(): Promise<void> {
    await this.listening?.close();
  }

  private async answer(request: http.IncomingMessage, response: http.ServerResponse): Promise<void> {
    const [, version, runtime, subject, id = '', outcome] = (request.url ?? '').split('/');
    if (version !== '2018-06-01' || runtime !== 'runtime') {
      response.writeHead(404).end();
    } else if (request.method === 'GET' && subject === 'invocation' && id === 'next') {
      this.waiting = response;
      this.listener.onNext();
    } else if (request.method === 'POST' && subject === 'init' && id === 'error') {
      const error = parseError(await readRequestBody(request, MAX_ANSWER_BYTES));
      accept(response);
      this.listener.onInitError(error);
    } else if (request.method === 'POST' && subject === 'invocation' && (outcome === 'response' || outcome === 'error')) {
      const answer = await readAnswer(request, outcome);
      accept(response);
      this.listener.onAnswer(id, answer, Number(request.headers[CPU_HEADER] ?? 0));
    } else {
      response.writeHead(404).end();
    }
  }
}

async function readAnswer(request: http.IncomingMessage, outcome: 'response' | 'error') {
  try {
    const body = await readRequestBody(request, MAX_ANSWER_BYTES);
    return outcome === 'response' ? { json: body.toString() } : { error: parseError(body) };
  } catch (error) {
    if (error instanceof BodyTooLargeError) return { error: FunctionError.answerTooLarge(MAX_ANSWER_BYTES) };
    throw error;
  }
}

function accept(response: http.ServerResponse): void {
  response.writeHead(202, { 'Content-Type': 'application/json' }).end('{"status":"OK"}');
}

function parseError(body: Buffer): FunctionError {
  try {
    return new FunctionError(JSON.parse(body.toString()) as FunctionErrorPayload);
  } catch {
    return new FunctionError({ errorType: 'Runtime.Unknown', errorMessage: body.toString() });
  }
}
