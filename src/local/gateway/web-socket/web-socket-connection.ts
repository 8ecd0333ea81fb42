import { WebSocket } from 'ws';
import { MAX_FRAME_BYTES, MAX_WEB_SOCKET_MESSAGE_BYTES } from '../../../protocol/limits';
import type { InvokeFunction } from '../../functions/function-fleet';
import type { GatewayCounters } from '../gateway-counters';
import { IntegrationTimeoutError, withinTimeout } from '../lambda-integration';
import { selectRoute } from './route-selection';
import { messageEvent, type ConnectionContext } from './web-socket-event';

/** How long connections may last. */
export interface ConnectionLimits {
  readonly idleMs: number;
  readonly lifeMs: number;
}

export interface WebSocketConnectionOptions {
  readonly context: ConnectionContext;
  readonly invoke: InvokeFunction;
  readonly counters: GatewayCounters;
  readonly limits: ConnectionLimits;
  /** It has ended: the code and reason that `$disconnect` learns. */
  readonly onEnd: (code: number, reason: string) => void;
}

/** What a client has not taken in is kept up to here; then posts to it are refused. */
const MAX_BUFFERED_BYTES = 1024 * 1024;

const NORMAL = 1000;
const GOING_AWAY = 1001;
const PROTOCOL_ERROR = 1002;
const UNSUPPORTED_DATA = 1003;
const NO_STATUS = 1005;
const NOT_UTF8 = 1007;
const TOO_LONG = 1009;

const CODE_OF_FAULT: Record<string, number> = {
  WS_ERR_INVALID_UTF8: NOT_UTF8,
  WS_ERR_UNSUPPORTED_MESSAGE_LENGTH: TOO_LONG,
};

/**
 * An open connection: its messages go to their routes, each by itself, and in no order.
 */
export class WebSocketConnection {
  public lastActiveAt = new Date();
  private readonly idle: NodeJS.Timeout;
  private readonly life: NodeJS.Timeout;
  private closedBy?: { code: number; reason: string };

  constructor(private readonly socket: WebSocket, private readonly options: WebSocketConnectionOptions) {
    const { idleMs, lifeMs } = options.limits;
    this.idle = setTimeout(() => this.close(GOING_AWAY, 'Going away'), idleMs).unref();
    this.life = setTimeout(() => this.close(GOING_AWAY, 'Going away'), lifeMs).unref();
    socket.on('message', (data: Buffer, isBinary) => this.onMessage(data, isBinary));
    socket.on('error', ({ code }: NodeJS.ErrnoException) => this.onFault(code));
    socket.once('close', (code, reason) => this.onClose(code, reason.toString()));
  }

  public get context(): ConnectionContext {
    return this.options.context;
  }

  /** Sends a message, in frames as API Gateway's. */
  public send(text: string): 'sent' | 'gone' | 'full' {
    if (this.socket.readyState !== WebSocket.OPEN || this.closedBy) return 'gone';
    if (this.socket.bufferedAmount > MAX_BUFFERED_BYTES) return 'full';
    const data = Buffer.from(text);
    this.touch();
    this.options.counters.messageOut(data.length);
    for (let offset = 0; offset === 0 || offset < data.length; offset += MAX_FRAME_BYTES) {
      this.socket.send(data.subarray(offset, offset + MAX_FRAME_BYTES), { binary: false, fin: offset + MAX_FRAME_BYTES >= data.length });
    }
    return 'sent';
  }

  /** A frame was longer than 32 KB. */
  public refuseFrame(): void {
    this.close(TOO_LONG, 'Message too long');
  }

  /** By `DELETE @connections`. */
  public disconnect(): void {
    this.close(NORMAL, 'Connection Closed Normally');
  }

  public goAway(): void {
    this.close(GOING_AWAY, 'Going away');
  }

  private close(code: number, reason: string): void {
    if (this.closedBy) return;
    this.closedBy = { code, reason };
    this.socket.close(code, reason);
  }

  /** What a client sent was none of the protocol: the library closes the connection, but does not say with which code. */
  private onFault(fault: string | undefined): void {
    this.closedBy ??= { code: (fault && CODE_OF_FAULT[fault]) || PROTOCOL_ERROR, reason: '' };
  }

  private onClose(code: number, reason: string): void {
    clearTimeout(this.idle);
    clearTimeout(this.life);
    const { code: known, reason: why } = this.closedBy ?? { code, reason: code === NO_STATUS ? 'Client-side close frame status not set' : reason };
    this.options.onEnd(known, why);
  }

  private onMessage(data: Buffer, isBinary: boolean): void {
    if (this.closedBy) return;
    if (isBinary) {
      this.close(UNSUPPORTED_DATA, 'Binary is not supported');
      return;
    }
    this.touch();
    this.options.counters.messageIn(data.length);
    void this.serve(data.toString());
  }

  private async serve(body: string): Promise<void> {
    const { invoke, context } = this.options;
    const { api } = context;
    const key = selectRoute(api.routeSelectionExpression, body, api.routes);
    const event = messageEvent(context, key ?? '', body, new Date());
    const { requestId } = event.requestContext;
    const route = key === undefined ? undefined : api.routes.get(key);
    if (!route) {
      this.sendError('Forbidden', requestId);
      return;
    }
    try {
      if (!route.integration) throw new Error('not played here');
      const result = await withinTimeout(invoke(route.integration.functionArn, event), route.integration.timeoutMs);
      if (route.returnsResponse) this.respond(result);
    } catch (error) {
      this.sendError(error instanceof IntegrationTimeoutError ? 'Endpoint request timed out' : 'Internal server error', requestId);
    }
  }

  /** @throws where the result is none of a proxy integration */
  private respond(result: unknown): void {
    const { statusCode, body } = (result ?? {}) as { statusCode?: unknown; body?: unknown };
    if (!Number.isInteger(Number(statusCode))) throw new Error('no statusCode');
    if (body === undefined || body === null || body === '') return;
    if (typeof body !== 'string' || Buffer.byteLength(body) > MAX_WEB_SOCKET_MESSAGE_BYTES) throw new Error('no body that could be sent');
    this.send(body);
  }

  private sendError(message: string, requestId: string): void {
    this.send(JSON.stringify({ message, connectionId: this.context.connectionId, requestId }));
  }

  private touch(): void {
    this.lastActiveAt = new Date();
    this.idle.refresh();
  }
}
