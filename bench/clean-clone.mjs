// @ts-check
import { execFileSync } from 'node:child_process';
import * as fs from 'node:fs';
import * as os from 'node:os';
import * as path from 'node:path';
import { ROOT, startRoom } from './measure.mjs';

/** The first `npm start` in a clone of what is committed, after `npm ci`. */
export async function cleanClone() {
  const clone = path.join(fs.mkdtempSync(path.join(os.tmpdir(), 'bench-')), 'clone');
  execFileSync('git', ['clone', '--quiet', ROOT, clone]);
  execFileSync('npm', ['ci', '--prefer-offline', '--no-audit', '--no-fund'], { cwd: clone, stdio: 'ignore' });
  const room = await startRoom(clone);
  await room.stop();
  fs.rmSync(path.dirname(clone), { recursive: true });
  return [{ name: 'npm start ready, clean clone', value: room.readyMs / 1000, unit: 's', limit: 20 }];
}
