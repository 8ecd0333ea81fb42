import type {
  APIGatewayProxyEventV2, APIGatewayProxyEventV2WithJWTAuthorizer, APIGatewayProxyWebsocketEventV2, APIGatewayRequestAuthorizerEvent,
  Context,
} from 'aws-lambda';

export const METHOD_ARN = 'arn:aws:execute-api:eu-central-1:123456789012:abcdef1234/chat/$connect';
export const REQUEST_ID = '2f1f5c2e-0000-4000-8000-000000000000';

export function context(): Context {
  return { awsRequestId: REQUEST_ID, functionName: 'function' } as Context;
}

/** A handshake as API Gateway shows it to an authorizer. */
export function handshake(headers: Record<string, string>): APIGatewayRequestAuthorizerEvent {
  return {
    type: 'REQUEST',
    methodArn: METHOD_ARN,
    headers,
    multiValueHeaders: Object.fromEntries(Object.entries(headers).map(([name, value]) => [name, [value]])),
    queryStringParameters: {},
    multiValueQueryStringParameters: {},
    stageVariables: {},
    requestContext: webSocketContext('c', 'CONNECT', '$connect'),
  } as unknown as APIGatewayRequestAuthorizerEvent;
}

type EventType = APIGatewayProxyWebsocketEventV2['requestContext']['eventType'];

/** A frame, as API Gateway hands it on; or the beginning or end of a connection. */
export function webSocketEvent<E = APIGatewayProxyWebsocketEventV2>(
  { connectionId, eventType = 'MESSAGE', routeKey = '$default', body, authorizer }: {
    connectionId: string; eventType?: EventType; routeKey?: string; body?: string; authorizer?: object;
  },
): E {
  return {
    requestContext: { ...webSocketContext(connectionId, eventType, routeKey), ...(authorizer && { authorizer }) },
    ...(body !== undefined && { body }),
    isBase64Encoded: false,
  } as E;
}

function webSocketContext(connectionId: string, eventType: EventType, routeKey: string) {
  return {
    routeKey,
    messageId: 'L0SM9cOFvHcCIhw=',
    eventType,
    extendedRequestId: 'L0SM9FZ5FiAFXbw=',
    requestTime: '22/Nov/2026:10:00:00 +0000',
    messageDirection: 'IN',
    stage: 'chat',
    connectedAt: 1_795_341_600_000,
    requestTimeEpoch: 1_795_341_600_123,
    requestId: 'L0SM9FZ5FiAFXbw=',
    domainName: 'abcdef1234.execute-api.eu-central-1.amazonaws.com',
    connectionId,
    apiId: 'abcdef1234',
  };
}

export interface HttpRequest {
  readonly routeKey: string;
  readonly path?: string;
  readonly headers?: Record<string, string>;
  readonly cookies?: string[];
  readonly query?: Record<string, string>;
  readonly pathParameters?: Record<string, string>;
  readonly body?: string;
  readonly isBase64Encoded?: boolean;
}

/** A request, as an HTTP API hands it on: names of headers in lower case, cookies apart. */
export function httpEvent(request: HttpRequest): APIGatewayProxyEventV2 {
  const { routeKey, path, headers = {}, cookies, query, pathParameters, body, isBase64Encoded = false } = request;
  const rawPath = path ?? routeKey.split(' ')[1];
  return {
    version: '2.0',
    routeKey,
    rawPath,
    rawQueryString: new URLSearchParams(query).toString(),
    ...(cookies && { cookies }),
    headers,
    ...(query && { queryStringParameters: query }),
    ...(pathParameters && { pathParameters }),
    requestContext: {
      accountId: '123456789012',
      apiId: 'abcdef1234',
      domainName: 'abcdef1234.execute-api.eu-central-1.amazonaws.com',
      domainPrefix: 'abcdef1234',
      http: { method: routeKey.split(' ')[0], path: rawPath, protocol: 'HTTP/1.1', sourceIp: '192.0.2.1', userAgent: 'agent' },
      requestId: 'L0SM9FZ5FiAFXbw=',
      routeKey,
      stage: '$default',
      time: '22/Nov/2026:10:00:00 +0000',
      timeEpoch: 1_795_341_600_123,
    },
    ...(body !== undefined && { body }),
    isBase64Encoded,
  };
}

/** A request that the gateway's JWT authorizer let through. */
export function authorizedEvent(request: HttpRequest, claims: Record<string, string>): APIGatewayProxyEventV2WithJWTAuthorizer {
  const event = httpEvent(request);
  const authorizer = { principalId: '', integrationLatency: 0, jwt: { claims, scopes: [] } };
  return { ...event, requestContext: { ...event.requestContext, authorizer } };
}
