import { CommandError } from '../command-error';
import type { DeployedResource, StackTemplate } from './stack-template';

/** A chat room among the resources of an assembly. */
export interface Chatroom {
  /** Path of its construct; empty where a template has no paths. */
  readonly path: string;
  readonly title: string;
  readonly webSocketApi: DeployedResource;
  readonly httpApi: DeployedResource;
  readonly userPool: DeployedResource;
  readonly userPoolClients: readonly DeployedResource[];
  /** Everything below its path. */
  readonly resources: readonly DeployedResource[];
  /** Everything in the assembly: a chat room may use what stands elsewhere in the app. */
  readonly surroundings: readonly DeployedResource[];
}

/** Resources that belong to an API, as its `Route`s. */
export function partsOfApi({ surroundings }: Pick<Chatroom, 'surroundings'>, api: DeployedResource, type: string): DeployedResource[] {
  return surroundings.filter((resource) => resource.type === `AWS::ApiGatewayV2::${type}` && resource.properties.ApiId === api.physicalId);
}

/** The routes by which a WebSocket API is known as a chat room's. */
const CHAT_ROUTES = ['$connect', '$disconnect', '$default', 'sendMessage'];

/**
 * Finds the chat room by what it is made of, not by the names of its parts: a WebSocket API with the routes of a chat,
 * and the nearest construct around it that has an HTTP API too.
 *
 * @param wanted its construct path, or the end of it
 */
export function findChatroom(stacks: readonly StackTemplate[], wanted?: string): Chatroom {
  const resources = stacks.flatMap((stack) => stack.resources);
  const found = stacks.flatMap((stack) => chatroomPaths(stack).map((path) => ({ stack, path })));
  if (found.length === 0) {
    throw new CommandError('there is no chat room in this app: no stack has a WebSocket API with the route sendMessage beside an HTTP API');
  }
  const matching = wanted === undefined ? found : found.filter(({ path }) => path === wanted || path.endsWith(`/${wanted}`));
  const names = found.map(({ path }) => path).join(', ');
  if (matching.length === 0) throw new CommandError(`there is no chat room "${wanted}" in this app. It has: ${names}`, 2);
  if (matching.length > 1) throw new CommandError(`this app has ${matching.length} chat rooms: ${names}. Choose one with --chatroom PATH`, 2);
  const [{ stack, path }] = matching as [typeof matching[number]];
  return chatroomAt(path, stack.resources, resources);
}

function chatroomPaths(stack: StackTemplate): string[] {
  const apis = stack.resources.filter(({ type }) => type === 'AWS::ApiGatewayV2::Api');
  const httpApis = apis.filter(({ properties }) => properties.ProtocolType === 'HTTP');
  return apis
    .filter((api) => api.properties.ProtocolType === 'WEBSOCKET' && hasChatRoutes(api, stack.resources))
    .flatMap((api) => {
      const path = ancestors(api.path).find((ancestor) => httpApis.some((other) => isBelow(other.path, ancestor)));
      return path === undefined ? [] : [path];
    });
}

function hasChatRoutes(api: DeployedResource, resources: readonly DeployedResource[]): boolean {
  const keys = partsOfApi({ surroundings: resources }, api, 'Route').map(({ properties }) => properties.RouteKey);
  return CHAT_ROUTES.every((key) => keys.includes(key));
}

function chatroomAt(path: string, stack: readonly DeployedResource[], surroundings: readonly DeployedResource[]): Chatroom {
  const resources = stack.filter((resource) => isBelow(resource.path, path));
  const api = (protocol: string) => resources.find((each) => each.type === 'AWS::ApiGatewayV2::Api' && each.properties.ProtocolType === protocol);
  const userPoolClients = resources.filter(({ type }) => type === 'AWS::Cognito::UserPoolClient');
  const poolId = userPoolClients[0]?.properties.UserPoolId;
  const userPool = surroundings.find((each) => each.type === 'AWS::Cognito::UserPool' && each.physicalId === poolId);
  const [webSocketApi, httpApi] = [api('WEBSOCKET'), api('HTTP')];
  if (!webSocketApi || !httpApi || !userPool) {
    throw new CommandError(`the chat room ${path} has no user pool in this app, so nobody could sign in locally`);
  }
  return { path, title: titleOf(resources), webSocketApi, httpApi, userPool, userPoolClients, resources, surroundings };
}

/** What the page calls the chat room: a function has it in its environment. */
function titleOf(resources: readonly DeployedResource[]): string {
  for (const resource of resources.filter(({ type }) => type === 'AWS::Lambda::Function')) {
    const { Variables = {} } = (resource.properties.Environment ?? {}) as { Variables?: { TITLE?: string } };
    if (Variables.TITLE) return Variables.TITLE;
  }
  return 'Chat';
}

/** From the nearest to the root; the empty path stands for the whole template. */
function ancestors(path: string): string[] {
  const parts = path.split('/');
  return parts.map((_, index) => parts.slice(0, parts.length - 1 - index).join('/'));
}

function isBelow(path: string, ancestor: string): boolean {
  return ancestor === '' || path.startsWith(`${ancestor}/`);
}
