import { execFileSync } from 'node:child_process';
import * as fs from 'node:fs';

/** Of 2 s in which everything has to be gone. */
const INTERVAL_MS = 400;

/**
 * Calls back when the process that launched this one is gone, however it went. npm launches through `sh -c`, a shell
 * that would outlive it: then npm is watched as well.
 */
export function watchLauncher(onGone: () => void): void {
  const parent = process.ppid;
  const grandparent = isShellWrapper(parent) ? parentOf(parent) : undefined;
  const timer = setInterval(() => {
    if (process.ppid === parent && (grandparent === undefined || isStillParentOf(grandparent, parent))) return;
    clearInterval(timer);
    onGone();
  }, INTERVAL_MS);
  timer.unref();
}

/** Whether a process is a shell that runs one command; an interactive one launches by itself. */
function isShellWrapper(pid: number): boolean {
  return /^\S*\b(sh|bash|dash|zsh|ash|ksh)\s+-\w*c\s/.test(commandLineOf(pid));
}

function commandLineOf(pid: number): string {
  try {
    return fs.readFileSync(`/proc/${pid}/cmdline`, 'utf8').replaceAll('\0', ' ');
  } catch {
    return ps(pid, 'command=');
  }
}

function parentOf(pid: number): number | undefined {
  try {
    return Number(/\) \S (\d+)/.exec(fs.readFileSync(`/proc/${pid}/stat`, 'utf8'))?.[1]);
  } catch {
    return Number(ps(pid, 'ppid=')) || undefined;
  }
}

/** Where there is no `/proc`, a signal that does nothing tells whether a process lives, at less cost than `ps`. */
function isStillParentOf(pid: number, child: number): boolean {
  if (fs.existsSync('/proc/self/stat')) return parentOf(child) === pid;
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
}

function ps(pid: number, field: string): string {
  try {
    return execFileSync('ps', ['-o', field, '-p', String(pid)], { encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'] }).trim();
  } catch {
    return '';
  }
}
