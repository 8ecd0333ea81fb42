import type { IncomingMessage } from 'node:http';

/** A client's request for a WebSocket. */
export interface Handshake {
  /** In the case in which they came. */
  readonly headers: readonly (readonly [name: string, value: string])[];
  readonly query: URLSearchParams;
  readonly sourceIp: string;
  readonly userAgent: string | undefined;
}

/** Reads what of a request goes into events. */
export function handshakeOf(request: IncomingMessage): Handshake {
  const headers: [string, string][] = [];
  for (let index = 0; index + 1 < request.rawHeaders.length; index += 2) {
    headers.push([request.rawHeaders[index] ?? '', request.rawHeaders[index + 1] ?? '']);
  }
  const [, query = ''] = /\?(.*)$/.exec(request.url ?? '') ?? [];
  return {
    headers,
    query: new URLSearchParams(query),
    sourceIp: request.socket.remoteAddress ?? '127.0.0.1',
    userAgent: request.headers['user-agent'],
  };
}

/** Whether a request is one for a WebSocket at all, by RFC 6455. No function is asked about one that is not. */
export function isWebSocketHandshake({ method, headers }: IncomingMessage): boolean {
  return method === 'GET'
    && headers.upgrade?.toLowerCase() === 'websocket'
    && /^[+/0-9A-Za-z]{22}==$/.test(headers['sec-websocket-key'] ?? '')
    && headers['sec-websocket-version'] === '13';
}
