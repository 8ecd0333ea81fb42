import { validateHeaderName, validateHeaderValue } from 'node:http';

/** An answer over HTTP. */
export interface HttpAnswer {
  readonly statusCode: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly cookies: readonly string[];
  readonly body: Buffer;
}

/** A function's result is none that API Gateway understands. */
export class MalformedResultError extends Error {}

/**
 * What API Gateway makes of a function's result, payload format 2.0. A result without `statusCode` is the body itself.
 *
 * @throws MalformedResultError
 * @see https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-develop-integrations-lambda.html
 */
export function httpAnswer(result: unknown): HttpAnswer {
  if (typeof result !== 'object' || result === null || !('statusCode' in result)) {
    const body = typeof result === 'string' ? result : JSON.stringify(result);
    return { statusCode: 200, headers: { 'content-type': 'application/json' }, cookies: [], body: Buffer.from(body) };
  }
  const { statusCode, headers = {}, cookies = [], body = '', isBase64Encoded } = result as Record<string, unknown>;
  const status = Number(statusCode);
  if (!Number.isInteger(status) || status < 200 || status > 599) throw new MalformedResultError(`statusCode ${String(statusCode)}`);
  if (typeof body !== 'string') throw new MalformedResultError('body is not text');
  if (typeof headers !== 'object' || headers === null || !Array.isArray(cookies)) throw new MalformedResultError('headers or cookies');
  return {
    statusCode: status,
    headers: {
      'content-type': 'text/plain;charset=UTF-8',
      ...Object.fromEntries(Object.entries(headers).map(([name, value]) => header(name, value))),
    },
    cookies: cookies.map((cookie) => header('set-cookie', cookie)[1]),
    body: Buffer.from(body, isBase64Encoded === true ? 'base64' : 'utf8'),
  };
}

function header(name: string, value: unknown): [name: string, value: string] {
  try {
    validateHeaderName(name);
    validateHeaderValue(name, String(value));
  } catch {
    throw new MalformedResultError(`header ${name}`);
  }
  return [name.toLowerCase(), String(value)];
}
