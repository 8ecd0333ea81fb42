import { severeMessage } from '../../../src/local/functions/function-log';
import { until } from '../until';
import { FunctionLab } from './function-lab';

let lab: FunctionLab;
beforeAll(() => { lab = new FunctionLab(); });
afterAll(() => lab.close());

/** What a function writes when it runs. */
async function logOf(body: string, environment: Record<string, string>): Promise<string[]> {
  const lines: string[] = [];
  const lambda = lab.make(`exports.handler = async () => { ${body} }`, { environment }, { onLog: (line) => lines.push(line) });
  await lambda.invoke({});
  await until(() => lines.some((line) => line.includes('the end')));
  return lines;
}

test('JSON records carry level, request and message, and errors their parts', async () => {
  const lines = await logOf('console.log("hello %s", "Ada"); console.warn({ a: 1 }); console.error("failed", new TypeError("no room")); console.log("the end")', { AWS_LAMBDA_LOG_FORMAT: 'JSON' });
  const [hello, warning, failure] = lines.map((line) => JSON.parse(line) as Record<string, unknown>);
  expect(hello).toEqual({ timestamp: expect.stringMatching(/Z$/), level: 'INFO', requestId: expect.stringMatching(/^[0-9a-f-]{36}$/), message: 'hello Ada' });
  expect(warning).toMatchObject({ level: 'WARN', message: { a: 1 } });
  expect(failure).toMatchObject({ level: 'ERROR', errorType: 'TypeError', errorMessage: 'no room', stackTrace: expect.any(Array) });
});

test('lines of text carry time, request and level between tabs', async () => {
  const [hello] = await logOf('console.info("hello\\nAda"); console.log("the end")', { AWS_LAMBDA_LOG_FORMAT: 'Text' });
  expect(hello).toMatch(/^\d{4}-\S+Z\t[0-9a-f-]{36}\tINFO\thello\rAda$/);
});

test('records below the log level are left out', async () => {
  const lines = await logOf('console.debug("a"); console.info("b"); console.error("the end")', { AWS_LAMBDA_LOG_FORMAT: 'JSON', AWS_LAMBDA_LOG_LEVEL: 'WARN' });
  expect(lines).toHaveLength(1);
});

describe('of a function\'s log only what went wrong is shown, in short', () => {
  test.each([
    ['{"level":"INFO","message":"fine"}', undefined],
    ['{"level":"ERROR","message":"no table"}', 'no table'],
    ['{"level":"error","message":{"message":"no table","errorMessage":"not found","errorType":"Missing"}}', 'no table Missing: not found'],
    ['{"level":"ERROR","message":"Error: no room","errorType":"Error","errorMessage":"no room"}', 'Error: no room'],
    ['{"level":"FATAL","message":{"code":7}}', '{"code":7}'],
    ['2026-11-22T10:00:00Z\tid\tERROR\tno table\r    at line 1', 'no table'],
    ['2026-11-22T10:00:00Z\tid\tINFO\tfine', undefined],
    ['{ not JSON', undefined],
    ['', undefined],
    [`{"level":"ERROR","message":"${'x'.repeat(1_000)}"}`, `${'x'.repeat(300)}…`],
    ['{"level":"ERROR","message":"\\u001b[31mred"}', 'red'],
  ])('%s', (line, shown) => {
    expect(severeMessage(line)).toBe(shown);
  });
});
