import * as fs from 'node:fs';
import * as path from 'node:path';
import { cdkSynth, installApp, pack, peerFloor, ROOT, run, synthExample, temporaryDirectory } from '../package/packed';

/** The wheel was built before, by `projen package:python`. Both apps get the same aws-cdk-lib: registries differ in their newest. */
test('the Python example gives the same template as the TypeScript example', () => {
  const floor = peerFloor();
  const dist = path.join(ROOT, 'dist', 'python');
  const [wheel] = fs.readdirSync(dist).filter((name) => name.endsWith('.whl'));
  const environment = path.join(temporaryDirectory(), 'venv');
  run('python3', ['-m', 'venv', environment], ROOT);
  const pins = Object.entries(floor).map(([name, version]) => `${name}==${version}`);
  run(path.join(environment, 'bin', 'pip'), ['install', '--quiet', path.join(dist, wheel), ...pins], ROOT);
  const python = cdkSynth(`${path.join(environment, 'bin', 'python')} minimal.py`, path.join(ROOT, 'examples/python'));

  expect(python).toEqual(synthExample(installApp(pack(), floor)));
}, 300_000);
