// @ts-check
import { spawn, spawnSync } from 'node:child_process';
import * as fs from 'node:fs';
import * as path from 'node:path';
import * as readline from 'node:readline';
import { fileURLToPath } from 'node:url';

export const ROOT = path.dirname(path.dirname(fileURLToPath(import.meta.url)));

/** @param {readonly number[]} values */
export function median(values) {
  const sorted = values.toSorted((a, b) => a - b);
  return /** @type {number} */ (sorted[Math.floor(sorted.length / 2)]);
}

/**
 * Wall time of a whole process, in milliseconds.
 *
 * @param {string} command @param {string[]} args @param {import('node:child_process').SpawnSyncOptions} [options]
 */
export function timeOf(command, args, options) {
  const started = performance.now();
  const { status } = spawnSync(command, args, { stdio: ['ignore', 'ignore', 'inherit'], ...options });
  if (status !== 0) throw new Error(`${command} ${args.join(' ')} failed`);
  return performance.now() - started;
}

/**
 * Starts the local chat room as its user does.
 *
 * @param {string} directory
 * @returns {Promise<{ readyMs: number, pid: number, ready: Record<string, string>, stop: () => Promise<void> }>}
 */
export async function startRoom(directory) {
  const started = performance.now();
  const room = spawn('npm', ['start', '--silent', '--', '--port', '0', '--json'], { cwd: directory, stdio: ['ignore', 'pipe', 'inherit'] });
  const ended = new Promise((resolve) => room.once('exit', resolve));
  for await (const line of readline.createInterface({ input: room.stdout })) {
    if (!line.startsWith('{')) continue;
    const stop = async () => {
      room.kill('SIGTERM');
      await ended;
    };
    return { readyMs: performance.now() - started, pid: /** @type {number} */ (room.pid), ready: JSON.parse(line), stop };
  }
  throw new Error('the local chat room did not start');
}

/**
 * Resident memory of a process and all that it started, in MB. Linux alone tells.
 *
 * @param {number} root
 */
export function treeMemory(root) {
  const parents = new Map();
  for (const pid of fs.readdirSync('/proc').filter((name) => /^\d+$/.test(name))) {
    try {
      const stat = fs.readFileSync(`/proc/${pid}/stat`, 'utf8');
      parents.set(Number(pid), Number(stat.slice(stat.lastIndexOf(')') + 2).split(' ')[1]));
    } catch { /* it has ended in between */ }
  }
  const tree = [root];
  for (const pid of tree) tree.push(...[...parents].filter(([, parent]) => parent === pid).map(([child]) => child));
  const kilobytes = tree.map((pid) => Number(/VmRSS:\s+(\d+)/.exec(fs.readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1] ?? 0));
  return kilobytes.reduce((sum, each) => sum + each, 0) / 1024;
}
