import { INTEGRATION_TIMEOUT_SECONDS } from '../../../protocol/limits';
import { partsOfApi, type Chatroom } from '../../template/chatroom';
import { executeApiHost } from '../../template/chatroom-hosts';
import { invokedFunction, lambdaIntegration, type LambdaIntegration } from '../lambda-integration';

/** A route and its function. */
export interface WebSocketRoute {
  /** `undefined` where it is something else than a function, which is not played here. */
  readonly integration: LambdaIntegration | undefined;
  /** Whether what the function returns goes back to the client. */
  readonly returnsResponse: boolean;
}

/** A function that decides on handshakes. */
export interface RequestAuthorizerDefinition {
  readonly functionArn: string;
  /** As `route.request.header.Sec-WebSocket-Protocol`: all must be there, or the function is not even asked. */
  readonly identitySources: readonly string[];
}

export interface WebSocketApiDefinition {
  readonly apiId: string;
  readonly domainName: string;
  readonly stage: string;
  readonly routeSelectionExpression: string;
  /** By route key, as `$connect`. */
  readonly routes: ReadonlyMap<string, WebSocketRoute>;
  readonly authorizer: RequestAuthorizerDefinition | undefined;
}

/** What the template says of a WebSocket API. */
export function webSocketApiDefinition(chatroom: Chatroom): WebSocketApiDefinition {
  const { webSocketApi, surroundings } = chatroom;
  const own = (type: string) => partsOfApi(chatroom, webSocketApi, type);
  const responding = new Set(own('RouteResponse').map(({ properties }) => properties.RouteId));
  const routes = own('Route');
  const connect = routes.find(({ properties }) => properties.RouteKey === '$connect');
  const authorizer = own('Authorizer').find(({ physicalId }) => physicalId === connect?.properties.AuthorizerId);
  return {
    apiId: webSocketApi.physicalId,
    domainName: executeApiHost(webSocketApi),
    stage: String(own('Stage')[0]?.properties.StageName ?? 'default'),
    routeSelectionExpression: String(webSocketApi.properties.RouteSelectionExpression ?? '$request.body.action'),
    routes: new Map(routes.map((route) => [String(route.properties.RouteKey), {
      integration: lambdaIntegration(route, surroundings, INTEGRATION_TIMEOUT_SECONDS * 1000),
      returnsResponse: route.properties.RouteResponseSelectionExpression !== undefined && responding.has(route.physicalId),
    }])),
    authorizer: authorizer && {
      functionArn: invokedFunction(String(authorizer.properties.AuthorizerUri)) ?? '',
      identitySources: (authorizer.properties.IdentitySource ?? []) as string[],
    },
  };
}
