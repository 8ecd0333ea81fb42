import * as http from 'node:http';
import type { Duplex } from 'node:stream';
import { WebSocketServer } from 'ws';
import { IDLE_CONNECTION_MINUTES, MAX_CONNECTION_HOURS, MAX_WEB_SOCKET_MESSAGE_BYTES } from '../../../protocol/limits';
import type { InvokeFunction } from '../../functions/function-fleet';
import { listenOnLoopback, type LoopbackServer } from '../../loopback-server';
import { decodePath } from '../decode-path';
import { GatewayCounters } from '../gateway-counters';
import { gatewayId } from '../gateway-id';
import { withinTimeout } from '../lambda-integration';
import { connectDecision, type ConnectDecision } from './connect-result';
import { ConnectionsApi } from './connections-api';
import { FrameSizeWatch } from './frame-size-watch';
import { handshakeOf, isWebSocketHandshake } from './handshake';
import { refuse } from './refuse';
import { authorizeHandshake, type AuthorizerVerdict } from './request-authorizer';
import type { WebSocketApiDefinition } from './web-socket-api-definition';
import { WebSocketConnection, type ConnectionLimits } from './web-socket-connection';
import { authorizerEvent, connectEvent, disconnectEvent, type ConnectionContext } from './web-socket-event';

/** An authorizer, or an integration that the template leaves out, is given so long. */
const DEFAULT_TIMEOUT_MS = 29_000;

const DEFAULT_LIMITS: ConnectionLimits = { idleMs: IDLE_CONNECTION_MINUTES * 60_000, lifeMs: MAX_CONNECTION_HOURS * 3_600_000 };

export interface WebSocketGatewayOptions {
  readonly definition: WebSocketApiDefinition;
  readonly invoke: InvokeFunction;
  readonly limits?: ConnectionLimits;
}

/** What Node hands over of a request for a WebSocket. */
interface Upgrade {
  readonly request: http.IncomingMessage;
  readonly socket: Duplex;
  readonly head: Buffer;
}

/**
 * A WebSocket API as API Gateway serves it: the authorizer, then `$connect`, and only then the upgrade; `@connections`
 * under the same stage.
 */
export class WebSocketGateway {
  public readonly counters = new GatewayCounters();
  private readonly connections = new Map<string, WebSocketConnection>();
  private readonly connectionsApi = new ConnectionsApi(this.connections, this.counters);
  private readonly subprotocols = new WeakMap<http.IncomingMessage, string>();
  private readonly upgrader = new WebSocketServer({
    noServer: true,
    maxPayload: MAX_WEB_SOCKET_MESSAGE_BYTES,
    perMessageDeflate: false,
    clientTracking: false,
  });

  private readonly server = http.createServer((request, response) => {
    this.serve(request, response).catch(() => response.destroy());
  });

  constructor(private readonly options: WebSocketGatewayOptions) {
    this.server.keepAliveTimeout = 0; // functions keep their connections for `@connections`
    this.server.on('upgrade', (request, socket, head) => {
      socket.on('error', () => undefined); // a client that is gone; what follows finds out
      this.upgrade(request, socket, head).catch(() => socket.destroy());
    });
    this.upgrader.on('headers', (headers, request) => {
      const subprotocol = this.subprotocols.get(request);
      if (subprotocol !== undefined) headers.push(`Sec-WebSocket-Protocol: ${subprotocol}`);
    });
  }

  public async listen(): Promise<LoopbackServer> {
    const listening = await listenOnLoopback(this.server);
    return {
      port: listening.port,
      close: async () => {
        for (const connection of this.connections.values()) connection.goAway();
        await listening.close();
      },
    };
  }

  private async serve(request: http.IncomingMessage, response: http.ServerResponse): Promise<void> {
    const path = decodePath((request.url ?? '').split('?')[0] ?? '');
    const prefix = `/${this.options.definition.stage}/@connections/`;
    if (path?.startsWith(prefix)) {
      await this.connectionsApi.serve(path.slice(prefix.length), request, response);
      return;
    }
    const [status, message] = path === undefined ? [400, 'Bad Request'] : this.isStage(path) ? [426, 'Upgrade Required'] : [403, 'Forbidden'];
    response.writeHead(status, { 'Content-Type': 'application/json', ...(status === 426 && { Upgrade: 'websocket' }) }).end(JSON.stringify({ message }));
  }

  private async upgrade(request: http.IncomingMessage, socket: Duplex, head: Buffer): Promise<void> {
    const { definition } = this.options;
    const connectionId = gatewayId();
    const [path = ''] = (request.url ?? '').split('?');
    if (!isWebSocketHandshake(request)) {
      refuse(socket, 400, 'Bad Request', connectionId);
      return;
    }
    if (!this.isStage(path)) {
      refuse(socket, 403, 'Forbidden', connectionId);
      return;
    }
    const unauthorized: ConnectionContext = { api: definition, connectionId, connectedAt: new Date(), handshake: handshakeOf(request) };
    const verdict = await this.authorize(unauthorized);
    if (verdict && 'status' in verdict) {
      refuse(socket, verdict.status, verdict.message, connectionId);
      return;
    }
    const context: ConnectionContext = verdict ? { ...unauthorized, authorizer: verdict.context } : unauthorized;
    const decision = await this.connect(context);
    if (!decision) refuse(socket, 502, 'Internal server error', connectionId);
    else if (!decision.accepted) refuse(socket, decision.status, decision.body ?? 'Forbidden', connectionId);
    else this.open({ request, socket, head }, context, decision.subprotocol);
  }

  private isStage(path: string): boolean {
    return path.replace(/\/$/, '') === `/${this.options.definition.stage}`;
  }

  private async authorize(context: ConnectionContext): Promise<AuthorizerVerdict | undefined> {
    const { definition: { authorizer }, invoke } = this.options;
    if (!authorizer) return undefined;
    return authorizeHandshake(authorizer, context.handshake, authorizerEvent(context, new Date()), invoke, DEFAULT_TIMEOUT_MS);
  }

  /** @returns `undefined` where the function failed */
  private async connect(context: ConnectionContext): Promise<ConnectDecision | undefined> {
    const route = context.api.routes.get('$connect');
    if (!route) return { accepted: true, subprotocol: undefined };
    if (!route.integration) return undefined;
    try {
      const event = connectEvent(context, new Date());
      return connectDecision(await withinTimeout(this.options.invoke(route.integration.functionArn, event), route.integration.timeoutMs));
    } catch {
      return undefined;
    }
  }

  private open({ request, socket, head }: Upgrade, context: ConnectionContext, subprotocol: string | undefined): void {
    const watch = new FrameSizeWatch();
    let connection: WebSocketConnection | undefined;
    const { connectionId } = context;
    // The library would choose one of those that the client offers; here the function alone does.
    delete request.headers['sec-websocket-protocol'];
    if (subprotocol !== undefined) this.subprotocols.set(request, subprotocol);
    this.upgrader.handleUpgrade(request, socket, head, (webSocket) => {
      connection = new WebSocketConnection(webSocket, {
        context,
        invoke: this.options.invoke,
        counters: this.counters,
        limits: this.options.limits ?? DEFAULT_LIMITS,
        onEnd: (code, reason) => {
          this.connections.delete(connectionId);
          this.counters.closed(context.connectedAt);
          this.disconnect(context, code, reason);
        },
      });
      this.connections.set(connectionId, connection);
      this.counters.opened(context.connectedAt);
      // before the library's own reader, so that a frame that is too long never becomes a message
      socket.prependListener('data', (chunk: Buffer) => {
        if (watch.sees(chunk)) connection?.refuseFrame();
      });
    });
    // $connect let in a client that had gone by then: what it noted is to be removed
    if (!connection) this.disconnect(context, 1006, '');
  }

  private disconnect(context: ConnectionContext, code: number, reason: string): void {
    const integration = context.api.routes.get('$disconnect')?.integration;
    if (!integration) return;
    const event = disconnectEvent(context, code, reason, new Date());
    this.options.invoke(integration.functionArn, event).catch(() => undefined); // reported where it failed
  }
}
