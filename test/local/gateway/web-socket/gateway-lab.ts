import * as http from 'node:http';
import { WebSocket } from 'ws';
import type { WebSocketApiDefinition } from '../../../../src/local/gateway/web-socket/web-socket-api-definition';
import type { ConnectionLimits } from '../../../../src/local/gateway/web-socket/web-socket-connection';
import { WebSocketGateway } from '../../../../src/local/gateway/web-socket/web-socket-gateway';
import type { LoopbackServer } from '../../../../src/local/loopback-server';
import { until } from '../../until';

export interface RequestContext extends Record<string, unknown> {
  readonly connectionId: string;
  readonly requestId: string;
}

export interface GatewayEvent extends Record<string, unknown> {
  readonly requestContext: RequestContext;
  readonly headers: Record<string, string>;
  readonly body: string;
  readonly methodArn: string;
}

type Handler = (event: GatewayEvent) => unknown;

/** Functions by the names of what they serve. A route that is not named here answers 200. */
export interface Handlers {
  readonly authorize?: Handler;
  readonly $connect?: Handler;
  readonly $disconnect?: Handler;
  readonly $default?: Handler;
  readonly sendMessage?: Handler;
}

export interface GatewaySettings {
  readonly limits?: ConnectionLimits;
  readonly timeoutMs?: number;
  readonly routeSelectionExpression?: string;
  readonly identitySources?: string[];
  /** Routes that there are; all four where none are named. */
  readonly routes?: string[];
  /** Those of them that answer. */
  readonly responding?: string[];
}

/** A handshake that was not let in. */
export interface Refusal {
  readonly status: number;
  readonly headers: http.IncomingHttpHeaders;
  readonly body: Record<string, string>;
}

const running: GatewayLab[] = [];

/** Ends the gateways that a test started. */
export async function closeGateways(): Promise<void> {
  await Promise.all(running.splice(0).map(async (lab) => lab.close()));
}

/** A gateway whose functions are those of a test, with what came to them. */
export class GatewayLab {
  public static async start(handlers: Handlers = {}, settings: GatewaySettings = {}): Promise<GatewayLab> {
    const lab = new GatewayLab(handlers, settings);
    lab.listening = await lab.gateway.listen();
    running.push(lab);
    return lab;
  }

  public readonly events: (GatewayEvent & { readonly served: string })[] = [];
  public readonly gateway: WebSocketGateway;
  private readonly clients: WebSocket[] = [];
  private listening!: LoopbackServer;

  private constructor(handlers: Handlers, settings: GatewaySettings) {
    const { routes = ['$connect', '$disconnect', '$default', 'sendMessage'], responding = ['$default', 'sendMessage'], timeoutMs = 10_000 } = settings;
    const definition: WebSocketApiDefinition = {
      apiId: 'abcdefghij',
      domainName: 'abcdefghij.execute-api.us-east-1.amazonaws.com',
      stage: 'chat',
      routeSelectionExpression: settings.routeSelectionExpression ?? '$request.body.action',
      routes: new Map(routes.map((key) => [key, { integration: { functionArn: key, timeoutMs }, returnsResponse: responding.includes(key) }])),
      authorizer: handlers.authorize && { functionArn: 'authorize', identitySources: settings.identitySources ?? ['route.request.header.Sec-WebSocket-Protocol'] },
    };
    this.gateway = new WebSocketGateway({
      definition,
      ...(settings.limits && { limits: settings.limits }),
      invoke: async (served, event) => {
        const copy = { ...JSON.parse(JSON.stringify(event)) as GatewayEvent, served };
        this.events.push(copy);
        const handler = handlers[served as keyof Handlers];
        return handler ? handler(copy) : { statusCode: 200 };
      },
    });
  }

  public get url(): string {
    return `ws://127.0.0.1:${this.listening.port}/chat`;
  }

  /** The events that came to one function. */
  public served(name: string): GatewayEvent[] {
    return this.events.filter(({ served }) => served === name);
  }

  /** Waits until so many events have come to a function. */
  public async until(name: string, count = 1): Promise<GatewayEvent[]> {
    await until(() => this.served(name).length >= count);
    return this.served(name);
  }

  public async connect(options: { protocols?: string[]; headers?: Record<string, string>; query?: string } = {}): Promise<Client> {
    const socket = new WebSocket(this.url + (options.query ?? ''), options.protocols ?? [], { headers: options.headers });
    this.clients.push(socket);
    const client = new Client(socket);
    await new Promise((resolve, reject) => socket.once('open', resolve).once('error', reject));
    return client;
  }

  /** Asks for a WebSocket by hand, and expects not to get one. */
  public async refused(headers: Record<string, string> = {}, path = '/chat'): Promise<Refusal> {
    return new Promise((resolve, reject) => {
      const request = http.get({
        host: '127.0.0.1',
        port: this.listening.port,
        path,
        headers: {
          'Connection': 'Upgrade',
          'Upgrade': 'websocket',
          'Sec-WebSocket-Version': '13',
          'Sec-WebSocket-Key': Buffer.alloc(16).toString('base64'),
          'Sec-WebSocket-Protocol': 'chat.v1',
          ...headers,
        },
      });
      request.once('error', reject);
      request.once('upgrade', (_, socket) => { socket.destroy(); reject(new Error('it was let in')); });
      request.once('response', (response) => {
        const chunks: Buffer[] = [];
        response.on('data', (chunk: Buffer) => chunks.push(chunk));
        response.on('end', () => resolve({
          status: response.statusCode!,
          headers: response.headers,
          body: JSON.parse(Buffer.concat(chunks).toString()) as Record<string, string>,
        }));
      });
    });
  }

  public async close(): Promise<void> {
    for (const client of this.clients) client.terminate();
    await this.listening.close();
  }
}

/** A connection, and the messages that came on it. */
export class Client {
  public readonly messages: string[] = [];
  public readonly closed: Promise<{ code: number; reason: string }>;
  constructor(public readonly socket: WebSocket) {
    this.closed = new Promise((resolve) => socket.once('close', (code, reason) => resolve({ code, reason: reason.toString() })));
    socket.on('error', () => undefined);
    socket.on('message', (data: Buffer) => { this.messages.push(data.toString()); });
  }

  public send(message: unknown): void {
    this.socket.send(typeof message === 'string' ? message : JSON.stringify(message));
  }

  /** Waits until so many messages have come. */
  public async received(count = 1): Promise<string[]> {
    await until(() => this.messages.length >= count);
    return this.messages;
  }
}

/** What an authorizer returns to let a handshake in. */
export function allow({ methodArn }: GatewayEvent, context: Record<string, unknown> = {}): unknown {
  return policy('Allow', methodArn, context);
}

export function policy(effect: string, resource: unknown, context: Record<string, unknown> = {}): unknown {
  return {
    principalId: 'ada',
    policyDocument: { Version: '2012-10-17', Statement: [{ Action: 'execute-api:Invoke', Effect: effect, Resource: resource }] },
    context,
  };
}
