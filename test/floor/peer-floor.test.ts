import * as fs from 'node:fs';
import * as path from 'node:path';
import { installApp, pack, peerFloor, readTemplate, ROOT, run } from '../package/packed';

test('the packed construct synthesizes, and its types hold, with the oldest aws-cdk-lib that is supported', () => {
  const app = installApp(pack(), peerFloor());
  fs.copyFileSync(path.join(ROOT, 'examples/typescript/minimal.ts'), path.join(app, 'minimal.ts'));
  // types of the library itself are checked, too: they must not name what the floor does not have
  const types = ['--types', 'node', '--typeRoots', path.join(ROOT, 'node_modules/@types')];
  const options = ['--target', 'es2022', '--module', 'node16', '--moduleResolution', 'node16', '--strict', ...types];
  run(process.execPath, [path.join(ROOT, 'node_modules/typescript/bin/tsc'), ...options, 'minimal.ts'], app);
  run(process.execPath, ['minimal.js'], app, { CDK_OUTDIR: path.join(app, 'cdk.out') });
  expect(readTemplate(path.join(app, 'cdk.out'))).toHaveProperty('Resources');
}, 300_000);
