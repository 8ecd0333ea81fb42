import { arn } from '../../aws-account';
import { gatewayId } from '../gateway-id';
import { requestTime } from '../request-time';
import type { Handshake } from './handshake';
import type { AuthorizerContext } from './request-authorizer';
import type { WebSocketApiDefinition } from './web-socket-api-definition';

/** What all events of one connection have in common. */
export interface ConnectionContext {
  readonly api: WebSocketApiDefinition;
  readonly connectionId: string;
  readonly connectedAt: Date;
  readonly handshake: Handshake;
  readonly authorizer?: AuthorizerContext;
}

/** A function's event, as API Gateway shapes it. `requestContext.requestId` names it. */
export interface WebSocketEvent {
  readonly requestContext: { readonly requestId: string; readonly [name: string]: unknown };
  readonly [name: string]: unknown;
}

/** The event of the `$connect` route. */
export function connectEvent(connection: ConnectionContext, now: Date): WebSocketEvent {
  return { ...handshakeFields(connection.handshake), requestContext: requestContext(connection, '$connect', 'CONNECT', now), isBase64Encoded: false };
}

/** The event of an authorizer, which comes before that of `$connect`. */
export function authorizerEvent(connection: ConnectionContext, now: Date): WebSocketEvent & { readonly methodArn: string } {
  const { api: { apiId, stage }, handshake } = connection;
  return {
    type: 'REQUEST',
    methodArn: arn('execute-api', `${apiId}/${stage}/$connect`),
    ...handshakeFields(handshake),
    stageVariables: {},
    requestContext: requestContext(connection, '$connect', 'CONNECT', now),
  };
}

/** The event of a message. */
export function messageEvent(connection: ConnectionContext, routeKey: string, body: string, now: Date): WebSocketEvent {
  return { requestContext: { messageId: gatewayId(), ...requestContext(connection, routeKey, 'MESSAGE', now) }, body, isBase64Encoded: false };
}

/** The event of the `$disconnect` route. */
export function disconnectEvent(connection: ConnectionContext, code: number, reason: string, now: Date): WebSocketEvent {
  const headers = { 'Host': connection.api.domainName, 'x-api-key': '', 'X-Forwarded-For': '', 'x-restapi': '' };
  return {
    headers,
    multiValueHeaders: Object.fromEntries(Object.entries(headers).map(([name, value]) => [name, [value]])),
    requestContext: { ...requestContext(connection, '$disconnect', 'DISCONNECT', now), disconnectStatusCode: code, disconnectReason: reason },
    isBase64Encoded: false,
  };
}

function requestContext(connection: ConnectionContext, routeKey: string, eventType: string, now: Date) {
  const { api, connectionId, connectedAt, handshake, authorizer } = connection;
  const requestId = gatewayId();
  return {
    routeKey,
    ...(authorizer && { authorizer }),
    eventType,
    extendedRequestId: requestId,
    requestTime: requestTime(now),
    messageDirection: 'IN',
    stage: api.stage,
    connectedAt: connectedAt.getTime(),
    requestTimeEpoch: now.getTime(),
    identity: { ...(handshake.userAgent !== undefined && { userAgent: handshake.userAgent }), sourceIp: handshake.sourceIp },
    requestId,
    domainName: api.domainName,
    connectionId,
    apiId: api.apiId,
  };
}

function handshakeFields({ headers, query, sourceIp }: Handshake) {
  const all = [...headers, ['X-Forwarded-For', sourceIp] as const];
  const single = Object.fromEntries(all);
  const multi: Record<string, string[]> = {};
  for (const [name, value] of all) (multi[name] ??= []).push(value);
  if (query.size === 0) return { headers: single, multiValueHeaders: multi };
  return {
    headers: single,
    multiValueHeaders: multi,
    queryStringParameters: Object.fromEntries(query),
    multiValueQueryStringParameters: Object.fromEntries([...query.keys()].map((name) => [name, query.getAll(name)])),
  };
}
