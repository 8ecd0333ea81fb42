// @ts-check
import { execFileSync } from 'node:child_process';
import { ROOT } from './measure.mjs';

/** What `npm install` downloads. */
export async function tarball() {
  const [{ size }] = JSON.parse(execFileSync('npm', ['pack', '--dry-run', '--json'], { cwd: ROOT, encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'] }));
  return [{ name: 'packed tarball', value: size / 1e6, unit: 'MB', limit: 3 }];
}
