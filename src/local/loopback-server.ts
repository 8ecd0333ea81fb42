import type * as http from 'node:http';
import type { AddressInfo } from 'node:net';

/** A server that listens on this machine alone. */
export interface LoopbackServer {
  readonly port: number;
  /** Stops listening and cuts what is open. */
  close(): Promise<void>;
}

/**
 * Lets a server listen on 127.0.0.1. Rejects as `listen` does, with `EADDRINUSE` for a taken port.
 *
 * @param port 0 lets the system pick one
 */
export async function listenOnLoopback(server: http.Server, port = 0): Promise<LoopbackServer> {
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, '127.0.0.1', () => {
      server.off('error', reject);
      resolve();
    });
  });
  return {
    port: (server.address() as AddressInfo).port,
    close: () => new Promise((resolve) => {
      server.close(() => resolve());
      server.closeAllConnections();
    }),
  };
}
