import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { HttpRequest } from './http-request';
import { Reply } from './reply';

/** Far more than any form of ours; less than what could trouble the memory. */
const MAX_BODY_BYTES = 64 * 1024;
const MAX_DRAINED_BYTES = 4 * 1024 * 1024;

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
    await new Promise<void>((resolve, reject) => {
      server.once('error', reject);
      server.listen({ port, host: '127.0.0.1' }, () => {
        server.off('error', reject);
        resolve();
      });
    });
    return new HttpListener(server, onError);
  }

  readonly port: number;
  private handle: (request: HttpRequest) => Promise<Reply> = async () => FAILED;

  private constructor(private readonly server: Server, private readonly onError: (error: unknown) => void) {
    this.port = (server.address() as AddressInfo).port;
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
    const closed = new Promise<void>((resolve) => this.server.close(() => resolve()));
    this.server.closeAllConnections();
    await closed;
  }

  private async answer(incoming: IncomingMessage): Promise<Reply | undefined> {
    if (!this.isOurs(incoming.headers.host)) return WRONG_HOST;
    if (!incoming.url?.startsWith('/')) return MALFORMED;
    const body = await read(incoming).catch(() => 'aborted' as const);
    if (body === 'aborted') return undefined;
    if (body === 'too large') return TOO_LARGE;
    try {
      return await this.handle(new HttpRequest(incoming.method ?? 'GET', incoming.url, incoming.headers, body.toString('utf8')));
    } catch (error) {
      this.onError(error);
      return FAILED;
    }
  }

  private isOurs(host: string | undefined): boolean {
    return host === `localhost:${this.port}` || host === `127.0.0.1:${this.port}`;
  }
}

/** Reads a body to its end even where it is too large, within reason: a client that still sends does not see the answer. */
async function read(incoming: IncomingMessage): Promise<Buffer | 'too large'> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of incoming as AsyncIterable<Buffer>) {
    size += chunk.length;
    if (size > MAX_DRAINED_BYTES) throw new Error('far too large');
    if (size <= MAX_BODY_BYTES) chunks.push(chunk);
  }
  return size > MAX_BODY_BYTES ? 'too large' : Buffer.concat(chunks);
}

function send(reply: Reply, response: ServerResponse): void {
  if (response.destroyed) return;
  response.writeHead(reply.status, reply.headers);
  response.end(reply.body);
}
