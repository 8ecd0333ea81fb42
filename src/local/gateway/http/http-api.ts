import { randomUUID } from 'node:crypto';
import type { IncomingMessage, ServerResponse } from 'node:http';
import type { InvokeFunction } from '../../functions/function-fleet';
import { BodyTooLargeError, readRequestBody } from '../../request-body';
import { decodePath } from '../decode-path';
import { IntegrationTimeoutError, withinTimeout } from '../lambda-integration';
import { corsHeaders, preflightHeaders } from './cors';
import type { HttpApiDefinition, HttpRoute } from './http-api-definition';
import { httpEvent } from './http-event';
import { httpAnswer, type HttpAnswer } from './http-result';
import type { KeyOf } from './json-web-keys';
import { authorizeJwt } from './jwt-authorizer';
import { RouteTable } from './route-table';

/** Bytes of a request's body. @see https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-quotas.html */
const MAX_BODY_BYTES = 10 * 1024 * 1024;

/** Headers that belong to a connection, not to an answer: a function's are not passed on. */
const HOP_BY_HOP = new Set(['connection', 'content-length', 'keep-alive', 'transfer-encoding', 'upgrade']);

export interface HttpApiOptions {
  readonly definition: HttpApiDefinition;
  readonly invoke: InvokeFunction;
  readonly keyOf: KeyOf;
}

/**
 * An HTTP API as API Gateway serves it: CORS, then the route, then its authorizer, then its function.
 */
export class HttpApi {
  private readonly routes: RouteTable;

  constructor(private readonly options: HttpApiOptions) {
    this.routes = new RouteTable(options.definition.routes);
  }

  public async serve(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const requestId = randomUUID();
    const { cors } = this.options.definition;
    const { origin } = request.headers;
    if (cors && request.method === 'OPTIONS' && origin !== undefined && request.headers['access-control-request-method'] !== undefined) {
      send(response, requestId, { statusCode: 204, headers: preflightHeaders(cors, origin), cookies: [], body: Buffer.alloc(0) });
      return;
    }
    const answer = await this.answer(request, requestId);
    send(response, requestId, {
      ...answer,
      headers: cors ? { ...withoutCors(answer.headers), ...corsHeaders(cors, origin) } : answer.headers,
    });
  }

  private async answer(request: IncomingMessage, requestId: string): Promise<HttpAnswer> {
    const [rawPath = '', rawQueryString = ''] = splitOnce(request.url ?? '/', '?');
    const path = decodePath(rawPath);
    if (path === undefined) return message(400, 'Bad Request');
    const match = this.routes.match(request.method ?? 'GET', rawPath);
    if (!match) return message(404, 'Not Found');

    const verdict = await this.authorize(match.route, request);
    if (verdict && 'status' in verdict) {
      return { ...message(verdict.status, verdict.status === 401 ? 'Unauthorized' : 'Forbidden', { 'www-authenticate': verdict.challenge }) };
    }
    const { integration } = match.route;
    if (!integration) return message(500, 'Internal Server Error');
    try {
      const body = await readRequestBody(request, MAX_BODY_BYTES);
      const event = httpEvent({
        api: this.options.definition,
        request,
        path,
        rawQueryString,
        match,
        body,
        requestId,
        now: new Date(),
        claims: verdict?.claims,
        scopes: verdict?.scopes,
      });
      return httpAnswer(await withinTimeout(this.options.invoke(integration.functionArn, event), integration.timeoutMs));
    } catch (error) {
      if (error instanceof BodyTooLargeError) return message(413, 'Request Entity Too Large');
      return error instanceof IntegrationTimeoutError ? message(503, 'Service Unavailable') : message(500, 'Internal Server Error');
    }
  }

  private async authorize({ authorizer }: HttpRoute, request: IncomingMessage) {
    if (!authorizer) return undefined;
    const name = /^\$request\.header\.(.+)$/.exec(authorizer.identitySource)?.[1]?.toLowerCase() ?? 'authorization';
    const token = request.headers[name];
    return authorizeJwt(authorizer, Array.isArray(token) ? token[0] : token, this.options.keyOf, Date.now());
  }
}

function message(statusCode: number, text: string, headers: Record<string, string> = {}): HttpAnswer {
  return { statusCode, headers: { 'content-type': 'application/json', ...headers }, cookies: [], body: Buffer.from(JSON.stringify({ message: text })) };
}

function send(response: ServerResponse, requestId: string, { statusCode, headers, cookies, body }: HttpAnswer): void {
  response.statusCode = statusCode;
  for (const [name, value] of Object.entries(headers)) {
    if (!HOP_BY_HOP.has(name)) response.setHeader(name, value);
  }
  if (cookies.length > 0) response.setHeader('set-cookie', cookies);
  response.setHeader('apigw-requestid', requestId);
  if (statusCode !== 204 && statusCode !== 304) response.setHeader('content-length', body.length);
  response.end(body);
}

/** An API with CORS answers by its configuration; what functions say of it is thrown away. */
function withoutCors(headers: HttpAnswer['headers']): Record<string, string> {
  return Object.fromEntries(Object.entries(headers).filter(([name]) => !name.startsWith('access-control-')));
}

function splitOnce(text: string, separator: string): [string, string] {
  const index = text.indexOf(separator);
  return index < 0 ? [text, ''] : [text.slice(0, index), text.slice(index + 1)];
}
