import { REGION, URL_SUFFIX } from '../aws-account';
import type { Chatroom } from './chatroom';
import { HostMap } from './host-map';
import type { DeployedResource } from './stack-template';

/** Where a chat room's APIs are on this machine. */
export interface LocalOrigins {
  /** As `http://localhost:3000`. */
  readonly page: string;
  /** With its stage, as `http://localhost:4000/chat`. */
  readonly connections: string;
}

/**
 * The origins of a chat room's APIs, those of custom domains too, and the local ones in their place.
 */
export function apiHosts(chatroom: Chatroom, local: LocalOrigins): HostMap {
  const hosts = new HostMap();
  const { origin: webSocketOrigin } = new URL(local.connections);
  for (const [scheme, origin] of [['https', webSocketOrigin], ['wss', webSocketOrigin.replace('http', 'ws')]] as const) {
    const withStage = local.connections.replace(webSocketOrigin, origin);
    for (const base of customBaseUrls(chatroom, chatroom.webSocketApi, scheme)) hosts.add(base, withStage);
    hosts.add(`${scheme}://${executeApiHost(chatroom.webSocketApi)}`, origin);
  }
  for (const base of customBaseUrls(chatroom, chatroom.httpApi, 'https')) hosts.add(base, local.page);
  hosts.add(`https://${executeApiHost(chatroom.httpApi)}`, local.page);
  return hosts;
}

/** The origins of its user pool: the issuer's, and the login pages'. */
export function addSignInHosts(hosts: HostMap, chatroom: Chatroom, signIn: string): void {
  hosts.add(`https://cognito-idp.${REGION}.${URL_SUFFIX}`, signIn);
  for (const domain of ofType(chatroom, 'AWS::Cognito::UserPoolDomain')) {
    const { Domain: name, UserPoolId: pool, CustomDomainConfig: custom } = domain.properties;
    if (pool !== chatroom.userPool.physicalId) continue;
    hosts.add(`https://${String(name)}${custom ? '' : `.auth.${REGION}.amazoncognito.com`}`, signIn);
  }
}

/** Host name under which AWS serves an API that has no domain of its own. */
export function executeApiHost(api: DeployedResource): string {
  return `${api.physicalId}.execute-api.${REGION}.${URL_SUFFIX}`;
}

/** Domain and mapping key lead to a stage, which local addresses of WebSocket APIs therefore name. */
function customBaseUrls(chatroom: Chatroom, api: DeployedResource, scheme: string): string[] {
  return ofType(chatroom, 'AWS::ApiGatewayV2::ApiMapping')
    .filter(({ properties }) => properties.ApiId === api.physicalId)
    .map(({ properties: { DomainName: domain, ApiMappingKey: key } }) => `${scheme}://${String(domain)}${key ? `/${String(key)}` : ''}`);
}

function ofType(chatroom: Chatroom, type: string): DeployedResource[] {
  return chatroom.surroundings.filter((resource) => resource.type === type);
}
