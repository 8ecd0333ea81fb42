import * as http from 'node:http';
import * as net from 'node:net';
import * as os from 'node:os';
import { startPageServer, type PageServer } from '../../src/local/page-server';

let server: PageServer;
beforeEach(async () => { server = await startPageServer(0); });
afterEach(async () => server.close());

/** A request of this machine by one of its names. */
async function ask(name: string, path: string, headers: Record<string, string> = {}, method = 'GET') {
  return new Promise<{ status: number; location?: string }>((resolve, reject) => {
    const request = http.request({ host: '127.0.0.1', port: server.port, path, method, headers: { Host: `${name}:${server.port}`, ...headers } });
    request.once('response', (response) => {
      response.resume();
      resolve({ status: response.statusCode!, location: response.headers.location });
    }).once('error', reject).end();
  });
}

function serveAll(): void {
  server.serve(async (_, response) => { response.writeHead(204).end(); });
}

test('a page that is asked for by the machine\'s other name is to be found by the one in the address', async () => {
  serveAll();
  for (const [path, headers] of [['/', {}], ['/rooms?a=1', { accept: 'text/html,*/*' }], ['/auth/login', { 'sec-fetch-mode': 'navigate' }]] as const) {
    expect(await ask('127.0.0.1', path, headers)).toEqual({ status: 307, location: server.url + path });
    expect((await ask('localhost', path, headers)).status).toBe(204);
  }
});

test('scripts may use either name', async () => {
  serveAll();
  expect((await ask('127.0.0.1', '/config.json', { accept: 'application/json' })).status).toBe(204);
  expect((await ask('127.0.0.1', '/auth/token', { accept: 'text/html' }, 'POST')).status).toBe(204);
});

test('until the room is ready it says so', async () => {
  expect((await ask('localhost', '/')).status).toBe(503);
});

test('it listens on this machine alone, at a port that the system picks', async () => {
  expect(server.url).toBe(`http://localhost:${server.port}`);
  const other = await startPageServer(0);
  expect(other.port).not.toBe(server.port);
  await other.close();
  const addresses = Object.values(os.networkInterfaces()).flat().filter((each) => each?.family === 'IPv4' && !each.internal);
  for (const address of addresses) {
    const connected = new Promise((resolve, reject) => { net.connect(server.port, address!.address, () => resolve(true)).once('error', reject); });
    await expect(connected).rejects.toThrow(/ECONNREFUSED/);
  }
});

test('a taken port is named, with what to do', async () => {
  await expect(startPageServer(server.port)).rejects.toThrow(`port ${server.port} is taken: stop what uses it, or choose another with --port (0 picks a free one)`);
});
