import { execFileSync } from 'node:child_process';
import * as fs from 'node:fs';
import * as os from 'node:os';
import * as path from 'node:path';

export const ROOT = path.join(__dirname, '..', '..');

export interface Packed {
  /** The tarball that would be published. */
  readonly tarball: string;
  readonly bytes: number;
  /** What is in it. */
  readonly files: readonly string[];
}

/** Packs the package as `npm publish` would, into a folder of its own. */
export function pack(): Packed {
  const directory = temporaryDirectory();
  const [{ filename, size, files }] = JSON.parse(run('npm', ['pack', '--json', '--pack-destination', directory], ROOT)) as
    [{ filename: string; size: number; files: { path: string }[] }];
  return { tarball: path.join(directory, filename), bytes: size, files: files.map((file) => file.path) };
}

export function temporaryDirectory(): string {
  return fs.mkdtempSync(path.join(os.tmpdir(), 'chatroom-'));
}

/** @returns standard output */
export function run(command: string, args: string[], cwd: string, env: NodeJS.ProcessEnv = {}): string {
  return execFileSync(command, args, {
    cwd,
    encoding: 'utf8',
    env: { ...process.env, ...env },
    maxBuffer: 64 * 1024 * 1024,
    stdio: ['ignore', 'pipe', 'pipe'],
  });
}

/** An empty app with the packed package in it, beside these versions of its peers. */
export function installApp(packed: Packed, peers: Record<string, string>): string {
  const app = temporaryDirectory();
  const dependencies = { ...peers, 'cdk-serverless-chatroom': `file:${packed.tarball}` };
  fs.writeFileSync(path.join(app, 'package.json'), JSON.stringify({ name: 'app', version: '1.0.0', dependencies }));
  run('npm', ['install', '--prefer-offline', '--no-audit', '--no-fund', '--ignore-scripts'], app);
  return app;
}

/** Synthesizes the TypeScript example in an app of its own. @returns its template */
export function synthExample(app: string): unknown {
  for (const file of ['minimal.ts', 'tsconfig.json']) fs.copyFileSync(path.join(ROOT, 'examples/typescript', file), path.join(app, file));
  return cdkSynth(`node --require ${path.join(ROOT, 'node_modules/ts-node/register/transpile-only')} minimal.ts`, app);
}

/** The oldest versions of its peers that the package says it works with. */
export function peerFloor(): Record<string, string> {
  const { peerDependencies } = JSON.parse(fs.readFileSync(path.join(ROOT, 'package.json'), 'utf8')) as { peerDependencies: Record<string, string> };
  return Object.fromEntries(Object.entries(peerDependencies).map(([name, range]) => [name, range.replace('^', '')]));
}

/** Which version of a package this repository is developed with. */
export function installedVersion(name: string): string {
  return (JSON.parse(fs.readFileSync(path.join(ROOT, 'node_modules', name, 'package.json'), 'utf8')) as { version: string }).version;
}

/** Synthesizes an app with the CDK's own command. @returns its template */
export function cdkSynth(app: string, cwd: string, env: NodeJS.ProcessEnv = {}): unknown {
  const output = temporaryDirectory();
  const cdk = path.join(ROOT, 'node_modules', '.bin', 'cdk');
  run(cdk, ['synth', '--quiet', '--no-version-reporting', '--no-notices', '--app', app, '--output', output], cwd, env);
  return readTemplate(output);
}

/** The template of an assembly with one stack. */
export function readTemplate(assembly: string): unknown {
  const [file] = fs.readdirSync(assembly).filter((name) => name.endsWith('.template.json'));
  return JSON.parse(fs.readFileSync(path.join(assembly, file), 'utf8'));
}
