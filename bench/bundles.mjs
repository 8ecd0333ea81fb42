// @ts-check
import { execFileSync } from 'node:child_process';
import * as fs from 'node:fs';
import * as os from 'node:os';
import * as path from 'node:path';
import { median, ROOT } from './measure.mjs';

const HANDLERS = path.join(ROOT, 'assets/handlers');
const RUNS = 15;

/** Variables that the handlers read when they are loaded. */
const VARIABLES = [
  'ALLOWED_ORIGINS', 'AUTHORIZE_URL', 'CALLBACK_URL', 'CHAT_TABLE', 'CLIENT_ID', 'CONNECTIONS_TABLE', 'COOKIE_SECRET', 'ENVIRONMENT_NAME',
  'ISSUER', 'JWKS_URL', 'LOGOUT_URL', 'MESSAGE_RATE', 'PAGE_URL', 'REVOKE_URL', 'TITLE', 'TOKEN_URL', 'USER_POOL_ID',
];
const ENVIRONMENT = {
  ...Object.fromEntries(VARIABLES.map((name) => [name, 'https://example.com'])),
  CONNECTIONS_URL: 'https://example.com/chat',
  WEB_SOCKET_URL: 'wss://example.com/chat',
  AWS_REGION: 'us-east-1',
  AWS_ACCESS_KEY_ID: 'x',
  AWS_SECRET_ACCESS_KEY: 'x',
};

/** Size of each handler bundle, and how much longer it loads than an empty function. */
export async function bundles() {
  const empty = path.join(fs.mkdtempSync(path.join(os.tmpdir(), 'bench-')), 'index.js');
  fs.writeFileSync(empty, 'exports.handler = async () => {};');
  const names = fs.readdirSync(HANDLERS).sort();
  /** @type {Map<string, number[]>} */
  const times = new Map(['empty', ...names].map((name) => [name, []]));
  for (let run = 0; run < RUNS; run += 1) {
    for (const [name, loads] of times) loads.push(loadTime(name === 'empty' ? empty : path.join(HANDLERS, name, 'index.js')));
  }
  const processTime = median(Array.from({ length: RUNS }, () => processStart()));
  const baseline = median(/** @type {number[]} */ (times.get('empty')));
  return names.flatMap((name) => {
    const isAuthorizer = name === 'authorize';
    const bytes = fs.statSync(path.join(HANDLERS, name, 'index.js')).size;
    const more = median(/** @type {number[]} */ (times.get(name))) - baseline;
    return [
      { name: `${name}: size`, value: bytes / 1024, unit: 'KB', limit: isAuthorizer ? 40 : 300 },
      { name: `${name}: load over an empty function`, value: more, unit: 'ms', limit: isAuthorizer ? 25 : 70, ratio: more / processTime, baseline: 'start of Node.js' },
    ];
  });
}

/** @param {string} file */
function loadTime(file) {
  const script = 'const s = performance.now(); require(process.argv[1]); console.log(performance.now() - s); process.exit()';
  return Number(execFileSync(process.execPath, ['-e', script, file], { env: ENVIRONMENT, encoding: 'utf8' }));
}

function processStart() {
  const started = performance.now();
  execFileSync(process.execPath, ['-e', '']);
  return performance.now() - started;
}
