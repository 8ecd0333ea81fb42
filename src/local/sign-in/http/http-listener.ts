import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { listenOnLoopback, type LoopbackServer } from '../../loopback-server';
import { BodyTooLargeError, readRequestBody } from '../../request-body';
import { HttpRequest } from './http-request';
import { Reply } from './reply';

/** Far more than any form of ours; less than what could trouble the memory. */
const MAX_BODY_BYTES = 64 * 1024;

const TOO_LARGE = Reply.text(413, 'That is too large.', { connection: 'close' });
const MALFORMED = Reply.text(400, 'That is not a request which can be understood here.');
const WRONG_HOST = Reply.text(421, 'Nothing is served here under that host name.');
const FAILED = Reply.text(500, 'Something went wrong here. Please try again.');

/**
 * Listens on 127.0.0.1. Answers only to the names of this machine, so that no page of a foreign name that resolves to
 * this address can read anything (DNS rebinding).
 */
export class HttpListener {
  /** @param port 0 for any */
  static async start(port: number, onError: (error: unknown) => void): Promise<HttpListener> {
    const server = createServer();
    server.keepAliveTimeout = 0; // a function that rested would find its connection closed
    return new HttpListener(server, await listenOnLoopback(server, port), onError);
  }

  readonly port: number;
  private handle: ((request: HttpRequest) => Promise<Reply>) | undefined;

  private constructor(server: Server, private readonly listening: LoopbackServer, private readonly onError: (error: unknown) => void) {
    this.port = listening.port;
    server.on('request', (incoming: IncomingMessage, response: ServerResponse) => {
      this.answer(incoming).then((reply) => (reply ? send(reply, response) : incoming.destroy())).catch((error: unknown) => {
        this.onError(error);
        response.destroy();
      });
    });
  }

  /** Who answers. Its address is known only once it listens, hence not at the start. */
  serve(handle: (request: HttpRequest) => Promise<Reply>): void {
    this.handle = handle;
  }

  async close(): Promise<void> {
    await this.listening.close();
  }

  /** @returns `undefined` where nobody waits for an answer */
  private async answer(incoming: IncomingMessage): Promise<Reply | undefined> {
    if (!this.isOurs(incoming.headers.host)) return WRONG_HOST;
    if (!incoming.url?.startsWith('/')) return MALFORMED;
    let body: Buffer;
    try {
      body = await readRequestBody(incoming, MAX_BODY_BYTES);
    } catch (error) {
      return error instanceof BodyTooLargeError ? TOO_LARGE : undefined;
    }
    try {
      const request = new HttpRequest(incoming.method ?? 'GET', incoming.url, incoming.headers, body);
      return await this.handle?.(request) ?? FAILED;
    } catch (error) {
      this.onError(error);
      return FAILED;
    }
  }

  private isOurs(host: string | undefined): boolean {
    return host === `localhost:${this.port}` || host === `127.0.0.1:${this.port}`;
  }
}

function send(reply: Reply, response: ServerResponse): void {
  if (response.destroyed) return;
  response.writeHead(reply.status, reply.headers);
  response.end(reply.body);
}
