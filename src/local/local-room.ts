import { consumption } from './control/consumption';
import { startControlServer, type ControlSubject } from './control/control-server';
import { functionDefinition, isPlayed } from './functions/function-definition';
import { FunctionFleet } from './functions/function-fleet';
import type { LocalSurroundings } from './functions/local-variables';
import { withOrigins } from './gateway/http/cors';
import { HttpApi } from './gateway/http/http-api';
import { httpApiDefinition } from './gateway/http/http-api-definition';
import { issuerKeys } from './gateway/http/json-web-keys';
import { webSocketApiDefinition } from './gateway/web-socket/web-socket-api-definition';
import { WebSocketGateway } from './gateway/web-socket/web-socket-gateway';
import { startPageServer } from './page-server';
import type { ReadyLine } from './ready-line';
import { SecretsManager } from './services/secrets-manager';
import { startServiceServer } from './services/service-server';
import { startSignInServer, type CfnResource, type Mail } from './sign-in/sign-in-server';
import { startTables } from './tables/tables';
import { findChatroom, type Chatroom } from './template/chatroom';
import { addSignInHosts, apiHosts } from './template/chatroom-hosts';
import { readCloudAssembly } from './template/cloud-assembly';
import type { HostMap } from './template/host-map';
import { deployStacks, type DeployedResource } from './template/stack-template';

export interface LocalRoomOptions {
  /** Folder of a cloud assembly, and what to do when it is not there. */
  readonly assembly: { readonly directory: string; readonly remedy: string };
  /** Construct path of the chat room, where the app has several. */
  readonly chatroom?: string | undefined;
  /** 0 for any. */
  readonly port: number;
  /** Further allowed origins. */
  readonly origins: readonly string[];
  readonly messageRate?: number | undefined;
  /** Another DynamoDB endpoint than the one in memory. */
  readonly dynamodb?: string | undefined;
  /** Path of `function-process.js`. */
  readonly functionProgram: string;
  /** One line about what went wrong while the room runs. */
  readonly report: (line: string) => void;
  readonly onMail: (mail: Mail) => void;
}

export interface LocalRoom {
  readonly ready: ReadyLine;
  close(): Promise<void>;
}

/** What can be closed again. */
interface Part {
  close(): Promise<void>;
}

/**
 * Runs the chat room of a template. All servers listen first, so that their addresses are known, and are then told of
 * each other. Functions start when they are first called.
 */
export async function startLocalRoom(options: LocalRoomOptions): Promise<LocalRoom> {
  const stacks = readCloudAssembly(options.assembly.directory, options.assembly.remedy);
  const chatroom = findChatroom(deployStacks(stacks, options.port), options.chatroom);
  const parts: Part[] = [];
  const close = async () => { await Promise.allSettled(parts.map(async (part) => part.close())); };
  try {
    return { ready: await start(chatroom, options, (part) => { parts.push(part); return part; }), close };
  } catch (error) {
    await close();
    throw error;
  }
}

/** @param opened takes note of what is to be closed in the end */
async function start(chatroom: Chatroom, options: LocalRoomOptions, opened: <T extends Part>(part: T) => T): Promise<ReadyLine> {
  const { surroundings, title } = chatroom;
  const { report } = options;
  const page = opened(await startPageServer(options.port));

  const fleet = new FunctionFleet({ program: options.functionProgram, report, define: (arn) => defineFunction(arn) });
  opened({ close: async () => fleet.stop() });
  const gateway = new WebSocketGateway({ definition: webSocketApiDefinition(chatroom), invoke: fleet.invoke });
  let subject: ControlSubject | undefined;
  const [webSocket, control, tables, services] = await Promise.all([
    gateway.listen().then(opened),
    startControlServer(() => subject).then(opened),
    startTables(surroundings, options.dynamodb).then(opened),
    startServiceServer(serviceOperations(surroundings), report).then(opened),
  ]);

  const { stage } = webSocketApiDefinition(chatroom);
  const hosts = apiHosts(chatroom, { page: page.url, connections: `http://localhost:${webSocket.port}/${stage}` });
  const signIn = opened(await startSignInServer({
    port: 0,
    userPool: mapped(chatroom.userPool, hosts),
    userPoolClients: chatroom.userPoolClients.map((client) => mapped(client, hosts)),
    title,
    invokeTrigger: fleet.invoke,
    onMail: options.onMail,
    inboxUrl: control.inboxUrl,
    onError: (error) => report(`sign-in: ${error instanceof Error ? error.message : String(error)}`),
  }));
  addSignInHosts(hosts, chatroom, signIn.origin);

  const local: LocalSurroundings = {
    origins: [page.url, page.url.replace('localhost', '127.0.0.1'), ...options.origins],
    messageRate: options.messageRate,
    endpoints: { dynamoDB: tables.endpoint, cognito: signIn.origin, others: services.endpoint },
  };
  const functions = surroundings.filter(({ type }) => type === 'AWS::Lambda::Function');
  function defineFunction(arn: string) {
    const resource = functions.find((each) => each.arn === arn && isPlayed(each));
    return resource && functionDefinition(resource, hosts, local);
  }
  for (const resource of chatroom.resources.filter((each) => functions.includes(each))) {
    if (isPlayed(resource)) fleet.prepare(resource.arn);
    else report(`function ${resource.path} is left out: only Node.js is played here`);
  }

  const definition = httpApiDefinition(chatroom, hosts);
  const httpApi = new HttpApi({
    definition: { ...definition, cors: withOrigins(definition.cors, options.origins) },
    invoke: fleet.invoke,
    keyOf: issuerKeys(),
  });
  page.serve(async (request, response) => httpApi.serve(request, response));
  subject = {
    pageUrl: page.url,
    title,
    signIn,
    consumption: () => consumption({ functions: () => fleet.statistics(), tables: () => tables.capacity(), gateway: gateway.counters }),
  };
  return {
    url: page.url,
    webSocketUrl: `ws://localhost:${webSocket.port}/${stage}`,
    issuer: signIn.issuer,
    clientId: chatroom.userPoolClients[0]?.physicalId ?? '',
    inboxUrl: control.inboxUrl,
    tokenUrl: control.tokenUrl,
    controlUrl: control.controlUrl,
  };
}

function serviceOperations(resources: readonly DeployedResource[]) {
  const secretsManager = new SecretsManager(resources.filter(({ type }) => type === 'AWS::SecretsManager::Secret'));
  return { 'secretsmanager.GetSecretValue': (input: Record<string, unknown>) => secretsManager.getSecretValue(input) };
}

/** A resource as the sign-in server takes it, with local addresses. */
function mapped({ logicalId, physicalId, properties }: DeployedResource, hosts: HostMap): CfnResource {
  return { logicalId, physicalId, properties: hosts.apply(properties) };
}
