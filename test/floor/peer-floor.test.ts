import * as fs from 'node:fs';
import * as path from 'node:path';
import { pack, readTemplate, ROOT, run, temporaryDirectory } from '../package/packed';

/** The oldest version that the package says it works with. */
function floorOf(peer: string): string {
  const { peerDependencies } = JSON.parse(fs.readFileSync(path.join(ROOT, 'package.json'), 'utf8')) as { peerDependencies: Record<string, string> };
  return peerDependencies[peer].replace('^', '');
}

test('the packed construct synthesizes, and its types hold, with the oldest aws-cdk-lib that is supported', () => {
  const app = temporaryDirectory();
  const dependencies = {
    'aws-cdk-lib': floorOf('aws-cdk-lib'),
    'constructs': floorOf('constructs'),
    'cdk-serverless-chatroom': `file:${pack().tarball}`,
  };
  fs.writeFileSync(path.join(app, 'package.json'), JSON.stringify({ name: 'app', version: '1.0.0', dependencies }));
  run('npm', ['install', '--prefer-offline', '--no-audit', '--no-fund', '--ignore-scripts'], app);
  fs.copyFileSync(path.join(ROOT, 'examples/typescript/minimal.ts'), path.join(app, 'minimal.ts'));
  const typescript = path.join(ROOT, 'node_modules', 'typescript', 'bin', 'tsc');
  // types of the library itself are checked, too: they must not name what the floor does not have
  run(process.execPath, [typescript, '--target', 'es2022', '--module', 'node16', '--moduleResolution', 'node16', '--strict', '--types', 'node', '--typeRoots', path.join(ROOT, 'node_modules/@types'), 'minimal.ts'], app);
  run(process.execPath, ['minimal.js'], app, { CDK_OUTDIR: path.join(app, 'cdk.out') });
  expect(readTemplate(path.join(app, 'cdk.out'))).toHaveProperty('Resources');
}, 300_000);
