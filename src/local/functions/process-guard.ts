import { spawn, type ChildProcess } from 'node:child_process';

/** Reads `+ <pid>` and `- <pid>`; kills those that are left when its input ends. */
const SCRIPT = `
trap '' INT TERM HUP
pids=
while read -r sign pid; do
  rest=
  for each in $pids; do [ "$each" = "$pid" ] || rest="$rest $each"; done
  pids=$rest
  [ "$sign" = - ] || pids="$pids $pid"
done
[ -z "$pids" ] || kill -9 $pids 2>/dev/null
`;

/**
 * Kills functions' processes when this one is gone, however it went. They would notice that by themselves, but not one
 * that never pauses. A shell does it, the smallest process there is to be had; where there is none, nobody does.
 */
export class ProcessGuard {
  private shell?: ChildProcess;

  public watch(pid: number): void {
    this.tell(`+ ${pid}`);
  }

  /** It has ended, and its number may come to be another's. */
  public forget(pid: number): void {
    this.tell(`- ${pid}`);
  }

  private tell(line: string): void {
    this.shell ??= startShell();
    this.shell.stdin?.write(`${line}\n`);
  }
}

function startShell(): ChildProcess {
  const shell = spawn('sh', ['-c', SCRIPT], { stdio: ['pipe', 'ignore', 'ignore'] });
  shell.on('error', () => undefined);
  shell.stdin.on('error', () => undefined);
  shell.unref(); // it ends after this process, so this one must not wait for it
  (shell.stdin as unknown as { unref(): void }).unref();
  return shell;
}
