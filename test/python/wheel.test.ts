import * as fs from 'node:fs';
import * as path from 'node:path';
import { cdkSynth, installedVersion, ROOT, run, temporaryDirectory } from '../package/packed';

/** The wheel was built before, by `projen package:python`. */
test('the Python example gives the same template as the TypeScript example', () => {
  const dist = path.join(ROOT, 'dist', 'python');
  const [wheel] = fs.readdirSync(dist).filter((name) => name.endsWith('.whl'));
  const environment = path.join(temporaryDirectory(), 'venv');
  run('python3', ['-m', 'venv', environment], ROOT);
  const pins = [`aws-cdk-lib==${installedVersion('aws-cdk-lib')}`, `constructs==${installedVersion('constructs')}`];
  run(path.join(environment, 'bin', 'pip'), ['install', '--quiet', path.join(dist, wheel), ...pins], ROOT);

  const python = cdkSynth(`${path.join(environment, 'bin', 'python')} minimal.py`, path.join(ROOT, 'examples/python'));
  const typescript = cdkSynth(JSON.parse(fs.readFileSync(path.join(ROOT, 'examples/typescript/cdk.json'), 'utf8')).app, path.join(ROOT, 'examples/typescript'));
  expect(python).toEqual(typescript);
}, 300_000);
