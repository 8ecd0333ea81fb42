// @ts-check
/**
 * Builds what is published beside the construct, into assets/:
 *
 *   handlers/<name>/index.js   a bundle for each src/handlers/<name>.lambda.ts; site/ holds the page, too
 *   local/command.js           the local chat room, in one file; local/function-process.js starts its functions
 *   local/assembly/            the template that `npm start` runs: the smallest example's
 *   THIRD-PARTY-LICENSES.txt   of what is in the bundles
 *
 * A target is built anew only where a file that went into it has changed. `--check` builds nothing, and fails where
 * something is missing.
 */
import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import * as fs from 'node:fs';
import * as path from 'node:path';
import { fileURLToPath } from 'node:url';
import { BROWSER, HANDLER, LOCAL, SYNTH } from './esbuild-options.mjs';
import { thirdPartyLicenses } from './third-party-licenses.mjs';

const ROOT = path.dirname(path.dirname(fileURLToPath(import.meta.url)));
const STAMPS = path.join(ROOT, 'assets', '.stamps');
const LICENSES = 'assets/THIRD-PARTY-LICENSES.txt';

/**
 * @typedef {object} Target
 * @property {string} name
 * @property {string[]} sources folders and files; a change in one builds the target anew
 * @property {string[]} outputs what must exist
 * @property {() => Promise<string[]>} build answers with the files that went into bundles
 */

/** @returns {Target[]} in the order in which they need each other */
export function targets() {
  const common = ['projenrc/build.mjs', 'projenrc/esbuild-options.mjs', 'package-lock.json'];
  const handlers = fs.readdirSync(path.join(ROOT, 'src/handlers')).filter((file) => file.endsWith('.lambda.ts')).map((file) => file.slice(0, -'.lambda.ts'.length));
  return [
    {
      name: 'page',
      sources: [...common, 'src/client', 'src/protocol'],
      outputs: ['assets/handlers/site/page/index.html'],
      build: () => buildPage(),
    },
    {
      name: 'handlers',
      sources: [...common, 'src/handlers', 'src/protocol'],
      outputs: handlers.map((name) => `assets/handlers/${name}/index.js`),
      build: () => buildHandlers(handlers),
    },
    {
      name: 'local',
      sources: [...common, 'src/local', 'src/protocol'],
      outputs: ['assets/local/command.js', 'assets/local/function-process.js'],
      build: buildLocal,
    },
    {
      name: 'assembly',
      sources: [...common, 'src/construct', 'src/protocol', 'src/index.ts', 'src/handlers', 'examples/typescript/minimal.ts', 'src/client'],
      outputs: ['assets/local/assembly/manifest.json'],
      build: buildAssembly,
    },
  ];
}

/** Builds what is stale, and says so. */
export async function build(log = console.error) {
  for (const target of targets()) {
    const stamp = digest(target.sources);
    if (isFresh(target, stamp)) continue;
    const started = Date.now();
    fs.rmSync(stampFile(target), { force: true });
    const inputs = await target.build();
    fs.mkdirSync(STAMPS, { recursive: true });
    fs.writeFileSync(inputsFile(target), JSON.stringify(inputs));
    fs.writeFileSync(stampFile(target), stamp);
    fs.rmSync(path.join(ROOT, LICENSES), { force: true });
    log(`built ${target.name} in ${((Date.now() - started) / 1000).toFixed(1)} s`);
  }
  if (!fs.existsSync(path.join(ROOT, LICENSES))) {
    const inputs = targets().flatMap((target) => JSON.parse(fs.readFileSync(inputsFile(target), 'utf8')));
    fs.writeFileSync(path.join(ROOT, LICENSES), thirdPartyLicenses(ROOT, inputs));
  }
}

/** @returns {string[]} outputs that are missing */
export function missing() {
  return [...targets().flatMap((target) => target.outputs), LICENSES].filter((file) => !fs.existsSync(path.join(ROOT, file)));
}

/** Whether every target is there and made from the sources as they are. */
export function isBuilt() {
  return missing().length === 0 && targets().every((target) => isFresh(target, digest(target.sources)));
}

/** @param {string[]} names */
async function buildHandlers(names) {
  const esbuild = await import('esbuild');
  for (const name of fs.readdirSync(path.join(ROOT, 'assets/handlers'))) {
    if (!names.includes(name)) fs.rmSync(path.join(ROOT, 'assets/handlers', name), { recursive: true });
  }
  const { metafile } = await esbuild.build({
    ...HANDLER,
    absWorkingDir: ROOT,
    entryPoints: names.map((name) => ({ in: `src/handlers/${name}.lambda.ts`, out: `${name}/index` })),
    outdir: 'assets/handlers',
    metafile: true,
  });
  return Object.keys(metafile.inputs);
}

/** The page, into the bundle that serves it, or elsewhere for a test. */
export async function buildPage(outdir = path.join(ROOT, 'assets/handlers/site/page')) {
  const esbuild = await import('esbuild');
  fs.rmSync(outdir, { recursive: true, force: true });
  fs.mkdirSync(outdir, { recursive: true });
  const result = await esbuild.build({
    ...BROWSER,
    absWorkingDir: ROOT,
    entryPoints: ['src/client/page/page.ts', 'src/client/page/page.css'],
    entryNames: '[name]-[hash]', // a file never changes under its name, so browsers may keep it
    outdir,
    metafile: true,
  });
  /** @param {string} extension */
  const built = (extension) => path.basename(String(Object.keys(result.metafile.outputs).find((file) => file.endsWith(extension))));
  const html = fs.readFileSync(path.join(ROOT, 'src/client/page/index.html'), 'utf8')
    .replace('page.ts', built('.js'))
    .replace('page.css', built('.css'));
  fs.writeFileSync(path.join(outdir, 'index.html'), html);
  fs.copyFileSync(path.join(ROOT, 'src/client/page/icon.svg'), path.join(outdir, 'icon.svg'));
  return Object.keys(result.metafile.inputs);
}

async function buildLocal() {
  const esbuild = await import('esbuild');
  const { metafile } = await esbuild.build({
    ...LOCAL,
    absWorkingDir: ROOT,
    entryPoints: [
      { in: 'src/local/command.ts', out: 'command' },
      { in: 'src/local/functions/function-process.ts', out: 'function-process' },
    ],
    outdir: 'assets/local',
    metafile: true,
  });
  fs.chmodSync(path.join(ROOT, 'assets/local/command.js'), 0o755);
  return Object.keys(metafile.inputs);
}

/** Synthesizes the smallest example. Its assembly names the bundles by relative paths, so that it can be published. */
async function buildAssembly() {
  const esbuild = await import('esbuild');
  const assembly = path.join(ROOT, 'assets/local/assembly');
  fs.rmSync(assembly, { recursive: true, force: true });
  const app = path.join(ROOT, 'node_modules/.chatroom/minimal.js'); // two folders deep, as the construct's own file
  await esbuild.build({
    ...SYNTH,
    absWorkingDir: ROOT,
    entryPoints: ['examples/typescript/minimal.ts'],
    alias: { 'cdk-serverless-chatroom': './src/index.ts' },
    outfile: app,
  });
  const context = {
    'aws:cdk:disable-asset-staging': true,
    'aws:cdk:disable-creation-stack-traces': true, // they would name folders of this machine
    'aws:cdk:enable-path-metadata': true,
  };
  const { status } = spawnSync(process.execPath, [app], {
    cwd: ROOT,
    stdio: ['ignore', 'ignore', 'inherit'],
    env: { ...process.env, CDK_OUTDIR: assembly, CDK_CONTEXT_JSON: JSON.stringify(context), JSII_SILENCE_WARNING_END_OF_LIFE_NODE_VERSION: '20' },
  });
  if (status !== 0) throw new Error('the smallest example could not be synthesized');
  for (const file of fs.readdirSync(assembly).filter((name) => name.endsWith('.assets.json'))) {
    const manifest = JSON.parse(fs.readFileSync(path.join(assembly, file), 'utf8'));
    for (const asset of Object.values(manifest.files)) asset.source.path = path.relative(assembly, path.resolve(assembly, asset.source.path));
    fs.writeFileSync(path.join(assembly, file), JSON.stringify(manifest, undefined, 1));
  }
  return [];
}

/** @param {Target} target @param {string} stamp */
function isFresh(target, stamp) {
  return target.outputs.every((file) => fs.existsSync(path.join(ROOT, file)))
    && fs.existsSync(stampFile(target)) && fs.readFileSync(stampFile(target), 'utf8') === stamp;
}

/** @param {Target} target */
function stampFile(target) {
  return path.join(STAMPS, target.name);
}

/** @param {Target} target */
function inputsFile(target) {
  return `${stampFile(target)}.inputs`;
}

/** @param {string[]} sources */
function digest(sources) {
  const hash = createHash('sha256');
  for (const source of sources) {
    const file = path.join(ROOT, source);
    const files = fs.statSync(file).isDirectory()
      ? fs.readdirSync(file, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile()).map((entry) => path.join(entry.parentPath, entry.name)).sort()
      : [file];
    for (const each of files) hash.update(path.relative(ROOT, each)).update('\0').update(fs.readFileSync(each)).update('\0');
  }
  return hash.digest('hex');
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  if (process.argv.includes('--check')) {
    const files = missing();
    if (files.length > 0) {
      console.error(`not built: ${files.join(', ')}. Run "npx projen bundle".`);
      process.exitCode = 1;
    }
  } else {
    await build();
  }
}
