import { partsOfApi, type Chatroom } from '../../template/chatroom';
import { executeApiHost } from '../../template/chatroom-hosts';
import type { HostMap } from '../../template/host-map';
import type { DeployedResource } from '../../template/stack-template';
import { lambdaIntegration, type LambdaIntegration } from '../lambda-integration';
import type { CorsConfiguration } from './cors';
import type { JwtAuthorizerDefinition } from './jwt-authorizer';

/** API Gateway waits so long for a function behind an HTTP API, unless told less. */
const DEFAULT_TIMEOUT_MS = 30_000;

/** A route, its function, and who may call it. */
export interface HttpRoute {
  /** As `GET /rooms/{roomId}/messages`, or `$default`. */
  readonly key: string;
  /** `undefined` where it is something else than a function, which is not played here. */
  readonly integration: LambdaIntegration | undefined;
  readonly authorizer?: JwtAuthorizerDefinition;
}

export interface HttpApiDefinition {
  readonly apiId: string;
  readonly domainName: string;
  readonly routes: readonly HttpRoute[];
  readonly cors: CorsConfiguration | undefined;
}

/** What the template says of an HTTP API. */
export function httpApiDefinition(chatroom: Chatroom, hosts: HostMap): HttpApiDefinition {
  const { httpApi, surroundings } = chatroom;
  const own = (type: string) => partsOfApi(chatroom, httpApi, type);
  const authorizers = new Map(own('Authorizer').map((authorizer) => [authorizer.physicalId, jwtAuthorizer(authorizer, hosts)]));
  return {
    apiId: httpApi.physicalId,
    domainName: executeApiHost(httpApi),
    routes: own('Route').map((route) => {
      const { RouteKey, AuthorizerId, AuthorizationScopes } = route.properties;
      const authorizer = authorizers.get(String(AuthorizerId));
      return {
        key: String(RouteKey),
        integration: lambdaIntegration(route, surroundings, DEFAULT_TIMEOUT_MS),
        ...(authorizer && { authorizer: { ...authorizer, scopes: (AuthorizationScopes ?? []) as string[] } }),
      };
    }),
    cors: corsConfiguration(httpApi),
  };
}

function jwtAuthorizer({ properties }: DeployedResource, hosts: HostMap): JwtAuthorizerDefinition {
  const { Issuer, Audience } = properties.JwtConfiguration as { Issuer: string; Audience: string[] };
  return { issuer: hosts.apply(Issuer), audience: Audience, identitySource: (properties.IdentitySource as string[])[0] ?? '', scopes: [] };
}

function corsConfiguration({ properties }: DeployedResource): CorsConfiguration | undefined {
  const cors = properties.CorsConfiguration as Record<string, never> | undefined;
  return cors && {
    allowOrigins: cors.AllowOrigins ?? [],
    allowMethods: cors.AllowMethods ?? [],
    allowHeaders: cors.AllowHeaders ?? [],
    exposeHeaders: cors.ExposeHeaders ?? [],
    allowCredentials: cors.AllowCredentials ?? false,
    maxAge: cors.MaxAge,
  };
}
