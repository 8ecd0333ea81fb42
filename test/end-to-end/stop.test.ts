import { execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import * as fs from 'node:fs';
import * as net from 'node:net';
import * as path from 'node:path';
import { ChatClient } from './chat-client';
import { readyLine, tokenFor, type Ready } from './local-room';

const ROOT = path.join(__dirname, '..', '..');

/** How long everything may take to go. */
const GONE_WITHIN_MS = 2_000;

describe('npm start leaves no process and no port', () => {
  test.each([
    ['SIGTERM', 'npm'],
    ['SIGINT', 'npm'],
    ['SIGKILL', 'npm'],
    ['SIGKILL', 'the chat room itself'],
  ] as const)('after %s to %s', async (signal, target) => {
    const npm = spawn('npm', ['start', '--silent', '--', '--port', '0', '--json'], { cwd: ROOT, stdio: ['ignore', 'pipe', 'ignore'] });
    const ready = (await readyLine(npm.stdout))!;
    const { accessToken } = await tokenFor(ready, { email: 'ada@example.com' });
    const ada = await ChatClient.connect(ready, accessToken);
    await ada.request({ action: 'joinRoom', roomId: 'general' }); // functions run now, too
    const processes = descendants(npm.pid!);
    expect(processes.length).toBeGreaterThan(2);

    const exited = once(npm, 'exit');
    process.kill(target === 'npm' ? npm.pid! : processes[1], signal);
    const killed = performance.now();
    await exited;
    while (processes.some(isAlive) || (await Promise.all(portsOf(ready).map(isOpen))).includes(true)) {
      if (performance.now() - killed > GONE_WITHIN_MS * 4) break; // four times, for a machine that does other things, too
      await new Promise((resolve) => setImmediate(resolve));
    }
    expect(processes.filter(isAlive)).toEqual([]);
    for (const port of portsOf(ready)) expect(await isOpen(port)).toBe(false);
  });
});

/** A process and all that it started, itself first. */
function descendants(root: number): number[] {
  const lines = execFileSync('ps', ['-A', '-o', 'pid=,ppid='], { encoding: 'utf8' }).trim().split('\n');
  const table = lines.map((line) => line.trim().split(/\s+/).map(Number));
  const tree = [root];
  for (const pid of tree) tree.push(...table.filter(([, parent]) => parent === pid).map(([child]) => child));
  return tree.filter(isAlive);
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return !isZombie(pid);
  } catch {
    return false;
  }
}

/** Dead, and waiting for its parent to take notice. */
function isZombie(pid: number): boolean {
  const status = `/proc/${pid}/status`;
  return fs.existsSync(status) && /State:\s+Z/.test(fs.readFileSync(status, 'utf8'));
}

function portsOf(ready: Ready): number[] {
  return [...new Set([ready.url, ready.webSocketUrl, ready.issuer, ready.inboxUrl, ready.controlUrl].map((url) => Number(new URL(url).port)))];
}

async function isOpen(port: number): Promise<boolean> {
  const socket = net.connect(port, '127.0.0.1');
  return new Promise((resolve) => {
    socket.once('connect', () => { socket.destroy(); resolve(true); });
    socket.once('error', () => resolve(false));
  });
}
