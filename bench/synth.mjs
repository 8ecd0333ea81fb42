// @ts-check
import { execFileSync } from 'node:child_process';
import * as fs from 'node:fs';
import * as os from 'node:os';
import * as path from 'node:path';
import { median, ROOT, timeOf } from './measure.mjs';

const RUNS = 7;

/** What the construct adds to the synthesis of an empty stack, with the oldest aws-cdk-lib that is supported. */
export async function synth() {
  const directory = fs.mkdtempSync(path.join(os.tmpdir(), 'bench-'));
  const { peerDependencies } = JSON.parse(fs.readFileSync(path.join(ROOT, 'package.json'), 'utf8'));
  const floor = Object.fromEntries(Object.entries(peerDependencies).map(([name, range]) => [name, String(range).replace('^', '')]));
  const npm = { cwd: directory, encoding: /** @type {const} */ ('utf8'), stdio: /** @type {['ignore', 'pipe', 'ignore']} */ (['ignore', 'pipe', 'ignore']) };
  const [{ filename }] = JSON.parse(execFileSync('npm', ['pack', '--json', '--pack-destination', directory], { ...npm, cwd: ROOT }));
  fs.writeFileSync(path.join(directory, 'package.json'), JSON.stringify({ name: 'app', version: '1.0.0', dependencies: { ...floor, 'cdk-serverless-chatroom': `file:${filename}` } }));
  execFileSync('npm', ['install', '--prefer-offline', '--no-audit', '--no-fund', '--ignore-scripts'], npm);

  const empty = "const { App, Stack } = require('aws-cdk-lib'); const app = new App(); const stack = new Stack(app, 'Stack');";
  fs.writeFileSync(path.join(directory, 'empty.js'), `${empty} app.synth();`);
  fs.writeFileSync(path.join(directory, 'chatroom.js'), `${empty} new (require('cdk-serverless-chatroom').ServerlessChatroom)(stack, 'Chatroom'); app.synth();`);
  /** @param {string} app */
  const time = (app) => timeOf(process.execPath, [app], { cwd: directory, env: { ...process.env, CDK_OUTDIR: path.join(directory, 'cdk.out') }, stdio: 'ignore' });
  const [without, withChatroom] = [[], []].map(() => /** @type {number[]} */ ([]));
  for (let run = 0; run <= RUNS; run += 1) {
    const times = [time('empty.js'), time('chatroom.js')];
    if (run === 0) continue; // files were not cached yet
    without?.push(/** @type {number} */ (times[0]));
    withChatroom?.push(/** @type {number} */ (times[1]));
  }
  fs.rmSync(directory, { recursive: true });
  const base = median(without ?? []);
  const more = median(withChatroom ?? []) - base;
  return [{ name: 'synthesis, over an empty stack at the peer floor', value: more / 1000, unit: 's', limit: 0.4, ratio: more / base, baseline: 'an empty stack' }];
}
