import { format } from 'node:util';

/** In the order in which `AWS_LAMBDA_LOG_LEVEL` cuts them off. */
const LEVELS = ['TRACE', 'DEBUG', 'INFO', 'WARN', 'ERROR', 'FATAL'];

const METHODS = { trace: 'TRACE', debug: 'DEBUG', log: 'INFO', info: 'INFO', warn: 'WARN', error: 'ERROR' } as const;

/**
 * Makes `console` write as Lambda's runtime does: JSON records or tabbed lines, each with the id of its request.
 *
 * @see https://docs.aws.amazon.com/lambda/latest/dg/nodejs-logging.html
 */
export function functionConsole(): { requestId?: string } {
  const state: { requestId?: string } = {};
  const { AWS_LAMBDA_LOG_FORMAT: logFormat, AWS_LAMBDA_LOG_LEVEL: lowest = 'TRACE' } = process.env;
  for (const [method, level] of Object.entries(METHODS) as [keyof typeof METHODS, string][]) {
    if (logFormat === 'JSON' && LEVELS.indexOf(level) < LEVELS.indexOf(lowest)) {
      console[method] = () => undefined;
    } else {
      console[method] = (...values: unknown[]) => {
        const line = logFormat === 'JSON' ? jsonRecord(level, state.requestId, values) : textRecord(level, state.requestId, values);
        process.stdout.write(`${line}\n`);
      };
    }
  }
  return state;
}

function jsonRecord(level: string, requestId: string | undefined, values: unknown[]): string {
  const record: Record<string, unknown> = { timestamp: new Date().toISOString(), level, requestId };
  const error = values.find((value) => value instanceof Error);
  record.message = values.length === 1 && !error ? values[0] : format(...values);
  if (error) Object.assign(record, { errorType: error.name, errorMessage: error.message, stackTrace: (error.stack ?? '').split('\n').slice(1) });
  try {
    return JSON.stringify(record);
  } catch { // an object that refers to itself
    return JSON.stringify({ ...record, message: format(...values) });
  }
}

/** Line breaks would end the record: CloudWatch gets carriage returns instead. */
function textRecord(level: string, requestId: string | undefined, values: unknown[]): string {
  return [new Date().toISOString(), requestId ?? 'undefined', level, format(...values)].join('\t').replaceAll('\n', '\r');
}
