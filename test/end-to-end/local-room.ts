import { spawn, type ChildProcess } from 'node:child_process';
import * as path from 'node:path';
import * as readline from 'node:readline';

/** The line that `npm start -- --json` prints when it is ready. */
export interface Ready {
  readonly url: string;
  readonly webSocketUrl: string;
  readonly issuer: string;
  readonly clientId: string;
  readonly inboxUrl: string;
  readonly tokenUrl: string;
  readonly controlUrl: string;
}

export interface LocalRoom extends Ready {
  readonly process: ChildProcess;
  /** What it wrote to standard error. */
  readonly errors: () => string;
  stop(signal?: NodeJS.Signals): Promise<void>;
}

export interface User {
  readonly id: string;
  readonly name: string;
  readonly email: string;
}

const ROOT = path.join(__dirname, '..', '..');

/** Runs the local chat room, as `npm start` does, on a port that the system picks. */
export async function startLocalRoom(...args: string[]): Promise<LocalRoom> {
  const room = spawn(process.execPath, ['projenrc/start.mjs', '--port', '0', '--json', ...args], { cwd: ROOT, stdio: ['ignore', 'pipe', 'pipe'] });
  let errors = '';
  room.stderr.on('data', (chunk: Buffer) => { errors += chunk.toString(); });
  const ended = new Promise<void>((resolve) => room.once('exit', () => resolve()));
  const ready = await readyLine(room.stdout);
  if (!ready) throw new Error(`the local chat room did not start: ${errors}`);
  return {
    ...ready,
    process: room,
    errors: () => errors,
    stop: async (signal = 'SIGTERM') => {
      room.kill(signal);
      await ended;
    },
  };
}

/** The first line of JSON; `undefined` where there is none. */
export async function readyLine(output: NodeJS.ReadableStream): Promise<Ready | undefined> {
  for await (const line of readline.createInterface({ input: output })) {
    if (line.startsWith('{')) return JSON.parse(line) as Ready;
  }
  return undefined;
}

/** A token as a script gets one. */
export async function tokenFor(
  room: Ready,
  request: { email: string; name?: string; expiresInSeconds?: number },
): Promise<{ accessToken: string; user: User }> {
  const response = await fetch(room.tokenUrl, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(request),
  });
  if (!response.ok) throw new Error(`tokenUrl answered ${response.status}: ${await response.text()}`);
  return (await response.json()) as { accessToken: string; user: User };
}
