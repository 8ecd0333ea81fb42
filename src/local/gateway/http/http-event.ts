import type { IncomingMessage } from 'node:http';
import { ACCOUNT_ID } from '../../aws-account';
import { requestTime } from '../request-time';
import type { HttpApiDefinition } from './http-api-definition';
import type { JwtClaims } from './jwt-authorizer';
import type { RouteMatch } from './route-table';

/** What an event is made from. */
export interface HttpEventInput {
  readonly api: HttpApiDefinition;
  readonly request: IncomingMessage;
  /** Decoded, as HTTP APIs pass it on. */
  readonly path: string;
  readonly rawQueryString: string;
  readonly match: RouteMatch;
  readonly body: Buffer;
  readonly requestId: string;
  readonly now: Date;
  readonly claims: JwtClaims | undefined;
  readonly scopes: readonly string[] | undefined;
}

/** Bodies of these types are passed on as text, all others in base64. */
const TEXT = /^(text\/.*|application\/(.*\+)?(json|xml|javascript))$/i;

/**
 * The event of a proxy integration, payload format 2.0.
 *
 * @see https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-develop-integrations-lambda.html
 */
export function httpEvent(input: HttpEventInput): Record<string, unknown> {
  const { api, request, path, rawQueryString, match, body, requestId, now, claims } = input;
  const { cookie, ...headers } = joinHeaders(request.headers);
  const cookies = (cookie ?? '').split(';').map((each) => each.trim()).filter((each) => each !== '');
  const sourceIp = request.socket.remoteAddress ?? '127.0.0.1';
  const isBase64Encoded = body.length > 0 && !isText(headers['content-type']);
  const query = queryParameters(rawQueryString);
  return {
    version: '2.0',
    routeKey: match.route.key,
    rawPath: path,
    rawQueryString,
    ...(cookies.length > 0 && { cookies }),
    headers: {
      ...headers,
      'x-amzn-trace-id': `Root=1-${Math.floor(now.getTime() / 1000).toString(16)}-${requestId.replaceAll('-', '').slice(0, 24)}`,
      'x-forwarded-for': sourceIp,
      'x-forwarded-port': String(request.socket.localPort),
      'x-forwarded-proto': 'http',
    },
    ...(query && { queryStringParameters: query }),
    requestContext: {
      accountId: ACCOUNT_ID,
      apiId: api.apiId,
      ...(claims && { authorizer: { jwt: { claims: stringClaims(claims), scopes: input.scopes ?? null } } }),
      domainName: api.domainName,
      domainPrefix: api.domainName.split('.')[0],
      http: { method: request.method, path, protocol: `HTTP/${request.httpVersion}`, sourceIp, userAgent: headers['user-agent'] ?? '' },
      requestId,
      routeKey: match.route.key,
      stage: '$default',
      time: requestTime(now),
      timeEpoch: now.getTime(),
    },
    ...(Object.keys(match.pathParameters).length > 0 && { pathParameters: match.pathParameters }),
    ...(body.length > 0 && { body: body.toString(isBase64Encoded ? 'base64' : 'utf8') }),
    isBase64Encoded,
  };
}

function isText(contentType: string | undefined): boolean {
  return contentType === undefined || TEXT.test(contentType.split(';')[0]?.trim() ?? '');
}

/** Names are in lower case already; values of one name become one. */
function joinHeaders(headers: IncomingMessage['headers']): Record<string, string> {
  return Object.fromEntries(Object.entries(headers).map(([name, value]) => [name, Array.isArray(value) ? value.join(',') : value ?? '']));
}

function queryParameters(rawQueryString: string): Record<string, string> | undefined {
  const parameters: Record<string, string> = {};
  for (const [name, value] of new URLSearchParams(rawQueryString)) {
    parameters[name] = Object.hasOwn(parameters, name) ? `${parameters[name]},${value}` : value;
  }
  return Object.keys(parameters).length > 0 ? parameters : undefined;
}

/** Claims reach functions as strings, lists as `[a b]`. */
function stringClaims(claims: JwtClaims): Record<string, string> {
  return Object.fromEntries(Object.entries(claims).map(([name, value]) => {
    if (Array.isArray(value)) return [name, `[${value.join(' ')}]`];
    return [name, typeof value === 'object' ? JSON.stringify(value) : String(value)];
  }));
}
