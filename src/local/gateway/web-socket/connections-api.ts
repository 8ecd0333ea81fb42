import type { IncomingMessage, ServerResponse } from 'node:http';
import { MAX_WEB_SOCKET_MESSAGE_BYTES } from '../../../protocol/limits';
import { CREDENTIALS, REGION } from '../../aws-account';
import { BodyTooLargeError, readRequestBody } from '../../request-body';
import { signatureFault } from '../../signature/verify';
import type { GatewayCounters } from '../gateway-counters';
import { gatewayId } from '../gateway-id';
import type { WebSocketConnection } from './web-socket-connection';

/** Bytes that are read of a body before it is refused. */
const MAX_BODY_BYTES = 1024 * 1024;

/** An answer: a body, or how AWS names what is wrong. */
interface Answer {
  readonly status: number;
  readonly errorType?: string;
  readonly body?: Record<string, unknown>;
}

const GONE: Answer = { status: 410, errorType: 'GoneException', body: { message: 'Gone' } };

/**
 * `@connections`: by which functions post to connections, look at them and close them.
 *
 * @see https://docs.aws.amazon.com/apigateway/latest/developerguide/apigateway-how-to-call-websocket-api-connections.html
 */
export class ConnectionsApi {
  /** @param connections those whose `$connect` has finished: to all others nothing can be posted yet */
  constructor(private readonly connections: ReadonlyMap<string, WebSocketConnection>, private readonly counters: GatewayCounters) {}

  public async serve(connectionId: string, request: IncomingMessage, response: ServerResponse): Promise<void> {
    const { status, errorType, body } = await this.answer(connectionId, request);
    if (request.method === 'POST') this.counters.posted(status);
    const text = body ? JSON.stringify(body) : '';
    response.writeHead(status, {
      'Content-Type': 'application/json',
      'Content-Length': Buffer.byteLength(text),
      'x-amzn-RequestId': gatewayId(),
      ...(errorType && { 'x-amzn-ErrorType': errorType }),
    }).end(text);
  }

  private async answer(connectionId: string, request: IncomingMessage): Promise<Answer> {
    let data: Buffer;
    try {
      data = await readRequestBody(request, MAX_BODY_BYTES);
    } catch (error) {
      if (error instanceof BodyTooLargeError) return tooLarge();
      throw error;
    }
    const fault = this.signatureFault(request, data);
    if (fault) return { status: 403, errorType: fault.type, body: { message: fault.message } };
    if (data.length > MAX_WEB_SOCKET_MESSAGE_BYTES) return tooLarge();
    const connection = this.connections.get(connectionId);
    if (!connection) return GONE;
    switch (request.method) {
      case 'POST':
        return post(connection, data);
      case 'GET':
        return { status: 200, body: describe(connection) };
      case 'DELETE':
        connection.disconnect();
        return { status: 204 };
      default:
        return { status: 403, errorType: 'MissingAuthenticationTokenException', body: { message: 'Missing Authentication Token' } };
    }
  }

  private signatureFault(request: IncomingMessage, body: Buffer) {
    const headers = Object.fromEntries(Object.entries(request.headers).map(([name, value]) => [name, String(value)]));
    const url = new URL(request.url ?? '/', `http://${request.headers.host}`);
    return signatureFault({ method: request.method ?? '', url, headers, body }, { ...CREDENTIALS, region: REGION, service: 'execute-api', now: Date.now() });
  }
}

function post(connection: WebSocketConnection, data: Buffer): Answer {
  switch (connection.send(data.toString())) {
    case 'sent': return { status: 200 };
    case 'gone': return GONE;
    case 'full': return { status: 429, errorType: 'LimitExceededException', body: { message: 'The client does not take in what was sent to it' } };
  }
}

function describe({ context, lastActiveAt }: WebSocketConnection): Record<string, unknown> {
  const { connectedAt, handshake: { sourceIp, userAgent } } = context;
  return { connectedAt: connectedAt.toISOString(), identity: { sourceIp, userAgent }, lastActiveAt: lastActiveAt.toISOString() };
}

function tooLarge(): Answer {
  return { status: 413, errorType: 'PayloadTooLargeException', body: { message: 'Message too long' } };
}
