import { WarmProcesses } from '../../../src/local/functions/warm-processes';
import { until } from '../until';
import { FunctionLab } from './function-lab';

let lab: FunctionLab;
beforeAll(() => { lab = new FunctionLab(); });
afterAll(() => lab.close());

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
}

describe('a function', () => {
  test.each<[string, unknown]>([
    ['async (event) => ({ got: event })', { got: { a: 'ü' } }],
    ['(event) => event.a', 'ü'],
    ['async () => undefined', null],
    ['async () => null', null],
  ])('%s answers %j', async (handler, expected) => {
    await expect(lab.make(`exports.handler = ${handler}`).invoke({ a: 'ü' })).resolves.toEqual(expected);
  });

  test('may be an ES module, and lie in a folder', async () => {
    const environment = { _HANDLER: 'index.run' };
    await expect(lab.make('export const run = async () => import.meta.url.endsWith("index.mjs")', { file: 'index.mjs', environment }).invoke({})).resolves.toBe(true);
  });

  test('learns of its invocation from its context', async () => {
    const lambda = lab.make('exports.handler = async (event, context) => ({ ...context, remaining: context.getRemainingTimeInMillis(), trace: process.env._X_AMZN_TRACE_ID })', {
      timeoutSeconds: 7,
      environment: { AWS_LAMBDA_FUNCTION_NAME: 'App-Send', AWS_LAMBDA_FUNCTION_VERSION: '$LATEST', AWS_LAMBDA_FUNCTION_MEMORY_SIZE: '256', AWS_LAMBDA_LOG_GROUP_NAME: '/aws/lambda/App-Send' },
    });
    const context = await lambda.invoke({}) as Record<string, unknown>;
    expect(context).toMatchObject({
      functionName: 'App-Send',
      functionVersion: '$LATEST',
      memoryLimitInMB: '256',
      invokedFunctionArn: 'arn:aws:lambda:us-east-1:000000000000:function:fixture',
      logGroupName: '/aws/lambda/App-Send',
      callbackWaitsForEmptyEventLoop: true,
    });
    expect(context.awsRequestId).toMatch(/^[0-9a-f-]{36}$/);
    expect(context.logStreamName).toMatch(/^\d{4}\/\d\d\/\d\d\/\[\$LATEST\][0-9a-f]{32}$/);
    expect(context.trace).toMatch(/^Root=1-/);
    expect(context.remaining).toBeGreaterThan(5_000);
    expect(context.remaining).toBeLessThanOrEqual(7_000);
    expect((await lambda.invoke({}) as Record<string, unknown>).awsRequestId).not.toBe(context.awsRequestId);
  });

  test('sees its template\'s environment and nothing of this machine\'s', async () => {
    process.env.SECRET_OF_THIS_MACHINE = 'x';
    const environment = await lab.make('exports.handler = async () => process.env', { environment: { TITLE: 'Chat' } }).invoke({}) as Record<string, string>;
    expect(environment.TITLE).toBe('Chat');
    expect(environment.AWS_LAMBDA_RUNTIME_API).toMatch(/^127\.0\.0\.1:\d+$/);
    expect(environment.PATH).toBe(process.env.PATH);
    expect(environment).not.toHaveProperty('SECRET_OF_THIS_MACHINE');
    expect(environment).not.toHaveProperty('HOME');
  });
});

describe('what goes wrong is told as Lambda tells it', () => {
  test.each([
    ['an error', 'async () => { throw new TypeError("no room") }', { errorType: 'TypeError', errorMessage: 'no room', trace: expect.arrayContaining(['TypeError: no room']) }],
    ['an error thrown at once', '() => { throw new Error("Unauthorized") }', { errorType: 'Error', errorMessage: 'Unauthorized' }],
    ['something else than an error', 'async () => { throw "nonsense" }', { errorType: 'string', errorMessage: 'nonsense' }],
    ['the end of its process', 'async () => process.exit(3)', { errorType: 'Runtime.ExitError', errorMessage: expect.stringMatching(/^RequestId: [0-9a-f-]{36} Error: Runtime exited with error: exit status 3$/) }],
    ['a killed process', 'async () => process.kill(process.pid, "SIGKILL")', { errorType: 'Runtime.ExitError', errorMessage: expect.stringContaining('signal: killed') }],
    ['a rejection that nobody handles', 'async () => { Promise.reject(new Error("lost")); await new Promise(() => {}) }', { errorType: 'Runtime.UnhandledPromiseRejection', errorMessage: 'lost' }],
    ['an exception that nobody catches', 'async () => { setTimeout(() => { throw new Error("late") }); await new Promise(() => {}) }', { errorType: 'Runtime.UncaughtException', errorMessage: 'late' }],
    ['an answer that is no JSON', 'async () => 1n', { errorType: 'TypeError' }],
    ['an answer of more than 6 MB', 'async () => "x".repeat(6 * 1024 * 1024 + 200)', { errorType: 'Function.ResponseSizeTooLarge' }],
  ])('%s', async (_, handler, payload) => {
    const lambda = lab.make(`exports.handler = ${handler}`);
    await expect(lambda.invoke({})).rejects.toMatchObject({ payload });
    expect(lambda.statistics.toJSON()).toMatchObject({ invocations: 1, errors: 1 });
  });

  test.each([
    ['a module that is missing', 'nothing.handler', '', 'Runtime.ImportModuleError'],
    ['a handler that is missing', 'index.nothing', 'exports.handler = async () => 1', 'Runtime.HandlerNotFound'],
    ['a name that is none', 'index', '', 'Runtime.MalformedHandlerName'],
    ['a handler with a callback', 'index.handler', 'exports.handler = (event, context, callback) => callback(null, 1)', 'Runtime.CallbackHandlerDeprecated'],
    ['an error while loading', 'index.handler', 'throw new RangeError("not now")', 'RangeError'],
  ])('%s', async (_, handler, source, errorType) => {
    await expect(lab.make(source, { environment: { _HANDLER: handler } }).invoke({})).rejects.toMatchObject({ payload: { errorType } });
  });

  test('time that runs out ends the process, even one that never pauses; the next invocation gets a new one', async () => {
    const lambda = lab.make('exports.handler = async ({ hang }) => { while (hang); return process.pid }', { timeoutSeconds: 0.3 });
    const pid = await lambda.invoke({}) as number;
    await expect(lambda.invoke({ hang: true })).rejects.toMatchObject({
      payload: { errorType: 'Sandbox.Timedout', errorMessage: expect.stringMatching(/^RequestId: [0-9a-f-]{36} Error: Task timed out after 0\.30 seconds$/) },
    });
    await until(() => !isAlive(pid));
    expect(await lambda.invoke({})).not.toBe(pid);
  });

  test('a process that cannot run fails the invocation that it was started for', async () => {
    await expect(lab.make('while (true);', { timeoutSeconds: 1 }, { program: '/no/such/program.js' }).invoke({})).rejects.toMatchObject({ payload: { errorType: 'Runtime.ExitError' } });
  });
});

describe('processes', () => {
  const COUNTING = 'let count = 0; exports.handler = async ({ wait }) => { count += 1; await new Promise((r) => setTimeout(r, wait)); return { pid: process.pid, count } }';

  test('are used again, and counted once each', async () => {
    const lambda = lab.make(COUNTING);
    const first = await lambda.invoke({ wait: 0 });
    expect(await lambda.invoke({ wait: 0 })).toEqual({ ...first as object, count: 2 });
    expect(lambda.statistics.toJSON()).toMatchObject({ invocations: 2, errors: 0, coldStarts: 1 });
  });

  test('serve one invocation at a time: concurrent ones get processes of their own', async () => {
    const lambda = lab.make(`let busy = 0; exports.handler = async () => {
      busy += 1; const seen = busy; await new Promise((r) => setTimeout(r, 300)); busy -= 1; return { seen, pid: process.pid } }`);
    const answers = await Promise.all(Array.from({ length: 3 }, async () => lambda.invoke({}))) as { seen: number; pid: number }[];
    expect(answers.map(({ seen }) => seen)).toEqual([1, 1, 1]);
    expect(new Set(answers.map(({ pid }) => pid)).size).toBeGreaterThan(1);
  });

  test('are bounded in number: further work waits for one of them', async () => {
    const lambda = lab.make(COUNTING);
    const answers = await Promise.all(Array.from({ length: 40 }, async () => lambda.invoke({ wait: 400 }))) as { pid: number }[];
    expect(new Set(answers.map(({ pid }) => pid)).size).toBeLessThanOrEqual(10);
  });

  test('end when they have been idle for a while', async () => {
    const lambda = lab.make(COUNTING, {}, { warm: new WarmProcesses({ keepMs: 50, keepSurplusMs: 50, few: 2 }) });
    const { pid } = await lambda.invoke({ wait: 0 }) as { pid: number };
    await until(() => !isAlive(pid));
    expect(await lambda.invoke({ wait: 0 })).toMatchObject({ count: 1 });
    expect(lambda.statistics.coldStarts).toBe(2);
  });

  test('end when the function is stopped', async () => {
    const lambda = lab.make(COUNTING);
    const { pid } = await lambda.invoke({ wait: 0 }) as { pid: number };
    lambda.stop();
    await until(() => !isAlive(pid));
  });

  test('one that dies while idle is replaced', async () => {
    const lambda = lab.make('exports.handler = async ({ die }) => { if (die) setTimeout(() => process.exit(1), 0); return process.pid }');
    const pid = await lambda.invoke({ die: true }) as number;
    await until(() => !isAlive(pid));
    await expect(lambda.invoke({})).resolves.not.toBe(pid);
  });
});

test('what was used is counted: time, processor, and what Lambda would bill', async () => {
  const lambda = lab.make('exports.handler = async () => { const end = Date.now() + 100; while (Date.now() < end); }', { memoryMb: 512 });
  await lambda.invoke({});
  const { wallMs, cpuMs, billedGbSeconds } = lambda.statistics;
  expect(wallMs).toBeGreaterThanOrEqual(99);
  expect(cpuMs).toBeGreaterThanOrEqual(50);
  expect(billedGbSeconds).toBeGreaterThanOrEqual(0.1 * 0.5);
  expect(billedGbSeconds).toBeLessThan(5);
});
