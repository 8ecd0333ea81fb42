import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import * as fs from 'node:fs';
import * as path from 'node:path';
import * as readline from 'node:readline';
import { buildSync } from 'esbuild';
import { FunctionLab } from './functions/function-lab';
import { until } from './until';

let lab: FunctionLab;
let program: string;
const started: number[] = [];

beforeAll(() => {
  lab = new FunctionLab();
  program = path.join(lab.directory, 'program.js');
  buildSync({
    stdin: {
      contents: `
        import { ColdStarts } from './functions/cold-starts';
        import { LambdaFunction } from './functions/lambda-function';
        import { ProcessGuard } from './functions/process-guard';
        import { WarmProcesses } from './functions/warm-processes';
        import { watchLauncher } from './launcher-watch';
        const [, , what, ...args] = process.argv;
        if (what === 'watch') {
          watchLauncher(() => process.exit(0));
          setInterval(() => undefined, 1_000);
          console.log(process.pid);
        } else {
          const [directory, program] = args;
          const lambda = new LambdaFunction(
            { name: 'f', arn: 'f', directory, memoryMb: 128, timeoutSeconds: 60, environment: { _HANDLER: 'index.handler', LAMBDA_TASK_ROOT: directory } },
            { program, coldStarts: new ColdStarts(), guard: new ProcessGuard(), warm: new WarmProcesses(), onLog: (line) => console.log(line), onError: () => undefined },
          );
          lambda.invoke({});
        }`,
      resolveDir: path.join(__dirname, '../../src/local'),
      loader: 'ts',
    },
    bundle: true,
    platform: 'node',
    target: 'node20',
    outfile: program,
    tsconfigRaw: {},
  });
});
afterAll(() => {
  for (const pid of started.filter(isAlive)) process.kill(pid, 'SIGKILL'); // where a test failed
  lab.close();
});

/** The first line that a process writes, as a number. */
async function pidFrom(child: ChildProcess): Promise<number> {
  for await (const line of readline.createInterface({ input: child.stdout! })) {
    const pid = Number(line.trim().split('\t').pop());
    if (!(pid > 0)) continue;
    started.push(pid);
    return pid;
  }
  throw new Error('no process id came');
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    const status = `/proc/${pid}/status`;
    return !fs.existsSync(status) || !/State:\s+Z/.test(fs.readFileSync(status, 'utf8'));
  } catch {
    return false;
  }
}

async function gone(pid: number): Promise<void> {
  await until(() => !isAlive(pid), 8_000); // four times what is promised, for a machine that does other things, too
}

describe('the room ends with what launched it', () => {
  const quoted = () => `${process.execPath} ${program} watch`;

  test('when that is killed', async () => {
    const launcher = spawn(process.execPath, ['-e', `require('child_process').spawn('${process.execPath}', ['${program}', 'watch'], { stdio: 'inherit' })`], { stdio: ['ignore', 'pipe', 'inherit'] });
    const pid = await pidFrom(launcher);
    launcher.kill('SIGKILL');
    await gone(pid);
  });

  test('when that is killed and there was a shell in between, as npm has one', async () => {
    const launcher = spawn(process.execPath, ['-e', `require('child_process').spawn('sh', ['-c', '${quoted()}; true'], { stdio: 'inherit' })`], { stdio: ['ignore', 'pipe', 'inherit'] });
    const pid = await pidFrom(launcher);
    launcher.kill('SIGKILL');
    await gone(pid);
  });

  test('and not before', async () => {
    const shell = spawn('sh', ['-c', `${quoted()}; true`], { stdio: ['ignore', 'pipe', 'ignore'] });
    const pid = await pidFrom(shell);
    await new Promise((resolve) => setTimeout(resolve, 1_000)); // two looks at its launcher
    expect(isAlive(pid)).toBe(true);
    process.kill(pid, 'SIGKILL');
    await once(shell, 'exit');
  });
});

describe('a function\'s process ends with the room, however that ended', () => {
  test.each([
    ['while it is idle', 'console.log(process.pid)'],
    ['while it works', 'console.log(process.pid); await new Promise(() => setInterval(() => {}, 1000))'],
    ['while it never pauses', 'require("fs").writeSync(1, process.pid + "\\n"); for (;;);'],
  ])('%s', async (name, body) => {
    const directory = path.join(lab.directory, name.replaceAll(' ', '-'));
    fs.mkdirSync(directory);
    fs.writeFileSync(path.join(directory, 'index.js'), `exports.handler = async () => { ${body} }`);
    const room = spawn(process.execPath, [program, 'run', directory, lab.program], { stdio: ['ignore', 'pipe', 'inherit'] });
    const pid = await pidFrom(room);
    room.kill('SIGKILL');
    await gone(pid);
  });
});
