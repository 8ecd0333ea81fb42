// @ts-check
/** `npm start`: builds what is stale, in a process that then goes away, and runs the local chat room in this one. */
import { spawnSync } from 'node:child_process';
import { createRequire } from 'node:module';
import { fileURLToPath } from 'node:url';
import { isBuilt } from './build.mjs';

if (!isBuilt()) {
  const { status } = spawnSync(process.execPath, [fileURLToPath(new URL('./build.mjs', import.meta.url))], { stdio: ['ignore', 2, 2] });
  if (status !== 0) process.exit(1);
}
process.argv.splice(2, 0, 'local');
createRequire(import.meta.url)('../assets/local/command.js');
