import { once } from 'node:events';
import * as http from 'node:http';
import type * as net from 'node:net';

/** A server on this machine that a test answers for. */
export interface LoopbackServer {
  readonly url: string;
  readonly server: http.Server;
  stop(): Promise<void>;
}

export async function serve(listener: http.RequestListener): Promise<LoopbackServer> {
  const server = http.createServer(listener);
  server.keepAliveTimeout = 0; // a client that was idle must not find its connection closed just when it uses it
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    server,
    url: `http://127.0.0.1:${(server.address() as net.AddressInfo).port}`,
    stop: async () => {
      const closed = once(server, 'close');
      server.close();
      server.closeAllConnections();
      await closed;
    },
  };
}

export async function bodyOf(request: http.IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks).toString();
}
