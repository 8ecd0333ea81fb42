import { spawn } from 'node:child_process';
import * as fs from 'node:fs';
import * as path from 'node:path';
import * as readline from 'node:readline';
import { cdkSynth, installApp, installedVersion, pack, ROOT, synthExample } from './packed';

const packed = pack();

describe('the package that is published', () => {
  test('holds the construct, every bundle, the page and the local chat room', () => {
    const handlers = fs.readdirSync(path.join(ROOT, 'src/handlers')).filter((name) => name.endsWith('.lambda.ts'));
    expect(handlers.length).toBeGreaterThan(5);
    expect(packed.files).toEqual(expect.arrayContaining([
      '.jsii', 'API.md', 'LICENSE', 'README.md', 'package.json', 'lib/index.js', 'lib/index.d.ts',
      ...handlers.map((name) => `assets/handlers/${name.replace('.lambda.ts', '')}/index.js`),
      'assets/handlers/site/page/index.html',
      'assets/local/command.js',
      'assets/local/function-process.js',
      'assets/local/assembly/manifest.json',
      'assets/THIRD-PARTY-LICENSES.txt',
    ]));
  });

  test('holds nothing else', () => {
    const allowed = /^(\.jsii|\.jsii\.tabl\.json|API\.md|LICENSE|README\.md|package\.json|lib\/.*\.(js|d\.ts)|assets\/((handlers|local)\/.*|THIRD-PARTY-LICENSES\.txt))$/;
    expect(packed.files.filter((file) => !allowed.test(file))).toEqual([]);
    expect(packed.files.filter((file) => /(^|\/)(src|test|handlers\/chat|client)\/|\.lambda\.ts$|\.map$/.test(file))).toEqual([]);
    expect(packed.files.filter((file) => file.startsWith('lib/') && !/^lib\/(index|construct\/|protocol\/(limits|environment)\.)/.test(file))).toEqual([]);
  });

  test('is at most 3 MB', () => {
    expect(packed.bytes).toBeLessThanOrEqual(3_000_000);
  });
});

describe('in an empty CDK app', () => {
  let app: string;

  beforeAll(() => {
    app = installApp(packed, { 'aws-cdk-lib': installedVersion('aws-cdk-lib'), 'constructs': installedVersion('constructs') });
  }, 180_000);

  test('gives the same template as the example in the repository', () => {
    const directory = path.join(ROOT, 'examples/typescript');
    const { app: command } = JSON.parse(fs.readFileSync(path.join(directory, 'cdk.json'), 'utf8')) as { app: string };
    expect(synthExample(app)).toEqual(cdkSynth(command, directory));
  }, 120_000);

  test('runs the local chat room', async () => {
    const room = spawn('npx', ['cdk-serverless-chatroom', 'local', '--json', '--port', '0'], { cwd: app, stdio: ['ignore', 'pipe', 'inherit'] });
    try {
      const [line] = await firstLine(room.stdout);
      const { url } = JSON.parse(line) as { url: string };
      const config = await (await fetch(`${url}/config.json`)).json();
      expect(config).toMatchObject({ protocol: 'chat.v1', environment: 'dev' });
    } finally {
      const ended = new Promise((resolve) => room.once('exit', resolve));
      room.kill('SIGTERM');
      await ended;
    }
  }, 60_000);
});

async function firstLine(stream: NodeJS.ReadableStream): Promise<[string]> {
  const lines = readline.createInterface({ input: stream });
  for await (const line of lines) {
    if (line.startsWith('{')) return [line];
  }
  throw new Error('the local chat room said nothing');
}
