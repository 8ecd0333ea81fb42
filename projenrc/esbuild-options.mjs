// @ts-check
import { readFileSync } from 'node:fs';
import * as path from 'node:path';
import { createRequire } from 'node:module';

const require = createRequire(import.meta.url);

/**
 * Lambda gives credentials in the environment, so the chain that looks for them in files, roles and web identities is
 * left out: a third of the bundle and of its load time.
 *
 * @type {import('esbuild').Plugin}
 */
const environmentCredentials = {
  name: 'environment-credentials',
  setup(build) {
    build.onResolve({ filter: /^@aws-sdk\/credential-provider-node$/ }, () => ({ path: 'credentials', namespace: 'environment-credentials' }));
    build.onLoad({ filter: /.*/, namespace: 'environment-credentials' }, () => ({
      contents: `
        import { fromEnv } from '@aws-sdk/credential-provider-env';
        export const defaultProvider = (init) => fromEnv(init);
      `,
      resolveDir: path.dirname(require.resolve('@aws-sdk/client-dynamodb/package.json')),
    }));
  },
};

/**
 * dynalite picks its actions by computed requires, and stores on disk with a native module that memory does not need.
 *
 * @type {import('esbuild').Plugin}
 */
const dynaliteInOneFile = {
  name: 'dynalite-in-one-file',
  setup(build) {
    build.onLoad({ filter: /[\\/]dynalite[\\/]index\.js$/ }, ({ path: file }) => ({
      // with their extension esbuild finds the files that these may mean
      contents: readFileSync(file, 'utf8').replaceAll(/require\('(\.\/\w+\/)' \+ action\)/g, "require('$1' + action + '.js')"),
    }));
    build.onResolve({ filter: /^classic-level$/ }, () => ({ path: 'classic-level', namespace: 'left-out' }));
    build.onLoad({ filter: /.*/, namespace: 'left-out' }, () => ({ contents: 'exports.ClassicLevel = class {};' }));
  },
};

/** @type {import('esbuild').BuildOptions} */
const COMMON = { bundle: true, logLevel: 'warning', legalComments: 'none', charset: 'utf8' };

/**
 * CommonJS loads faster than ES modules in Lambda; the SDK's ES sources make it smaller.
 *
 * @type {import('esbuild').BuildOptions}
 */
export const HANDLER = {
  ...COMMON,
  platform: 'node',
  target: 'node20',
  format: 'cjs',
  minify: true,
  mainFields: ['module', 'main'],
  plugins: [environmentCredentials],
  tsconfigRaw: {},
};

/** @type {import('esbuild').BuildOptions} */
export const BROWSER = { ...COMMON, platform: 'browser', target: 'es2022', format: 'esm', minify: true, tsconfigRaw: { compilerOptions: { useDefineForClassFields: false } } };

/** @type {import('esbuild').BuildOptions} */
export const LOCAL = { ...COMMON, platform: 'node', target: 'node20', format: 'cjs', minify: true, keepNames: true, plugins: [dynaliteInOneFile], tsconfigRaw: {} };

/** @type {import('esbuild').BuildOptions} */
export const SYNTH = { ...COMMON, platform: 'node', target: 'node20', format: 'cjs', packages: 'external', tsconfigRaw: {} };
