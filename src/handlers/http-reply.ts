import type { APIGatewayProxyStructuredResultV2 } from 'aws-lambda';
import { HTTP_ERROR_STATUS, type HttpErrorCode } from '../protocol/error-code';

/** What a browser must neither keep nor show elsewhere. */
export const API_HEADERS = { 'cache-control': 'no-store', 'x-content-type-options': 'nosniff' };

export function json(body: unknown, reply: APIGatewayProxyStructuredResultV2 = {}): APIGatewayProxyStructuredResultV2 {
  const headers = { 'content-type': 'application/json', ...API_HEADERS, ...reply.headers };
  return { statusCode: 200, ...reply, headers, body: JSON.stringify(body) };
}

export function httpError(
  code: HttpErrorCode,
  message: string,
  reply: APIGatewayProxyStructuredResultV2 = {},
): APIGatewayProxyStructuredResultV2 {
  return json({ code, message }, { ...reply, statusCode: HTTP_ERROR_STATUS[code] });
}
