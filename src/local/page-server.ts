import * as http from 'node:http';
import { CommandError } from './command-error';
import { listenOnLoopback, type LoopbackServer } from './loopback-server';

/** Serves a request of the page's origin. */
export type ServeRequest = (request: http.IncomingMessage, response: http.ServerResponse) => Promise<void>;

export interface PageServer extends LoopbackServer {
  /** As `http://localhost:3000`: the one origin of the page. */
  readonly url: string;
  /** From now on requests are served. */
  serve(handler: ServeRequest): void;
}

/**
 * Listens where people open the page.
 *
 * @param wantedPort 0 for any
 */
export async function startPageServer(wantedPort: number): Promise<PageServer> {
  let handler: ServeRequest | undefined;
  const server = http.createServer((request, response) => {
    const location = redirection(listening.port, request);
    if (location !== undefined) response.writeHead(307, { Location: location }).end();
    else if (!handler) response.writeHead(503, { 'Content-Type': 'application/json', 'Retry-After': '1' }).end('{"message":"Service Unavailable"}');
    else handler(request, response).catch(() => response.destroy());
  });
  let listening: LoopbackServer;
  try {
    listening = await listenOnLoopback(server, wantedPort);
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code === 'EADDRINUSE') throw new CommandError(`port ${wantedPort} is taken: stop what uses it, or choose another with --port (0 picks a free one)`);
    if (code === 'EACCES') throw new CommandError(`port ${wantedPort} needs more rights than you have: choose another with --port`);
    throw error;
  }
  const url = `http://localhost:${listening.port}`;
  return { ...listening, url, serve: (wanted) => { handler = wanted; } };
}

/**
 * Where to send a browser that asks for a page by the machine's other name, 127.0.0.1: cookies belong to a name, so
 * that a sign-in that begins under one would not end under the other. Scripts may use either.
 */
function redirection(port: number, { method, headers, url: target = '/' }: http.IncomingMessage): string | undefined {
  const isPage = method === 'GET' && (target === '/' || headers['sec-fetch-mode'] === 'navigate' || /\btext\/html\b/.test(headers.accept ?? ''));
  return isPage && headers.host === `127.0.0.1:${port}` ? `http://localhost:${port}${target}` : undefined;
}
