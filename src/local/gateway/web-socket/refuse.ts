import { STATUS_CODES } from 'node:http';
import type { Duplex } from 'node:stream';
import { gatewayId } from '../gateway-id';

/** How AWS names these refusals. */
const ERROR_TYPE: Record<number, string> = {
  400: 'BadRequestException',
  401: 'UnauthorizedException',
  403: 'ForbiddenException',
  500: 'AuthorizerConfigurationException',
  502: 'InternalServerErrorException',
};

/** Answers a handshake with an HTTP status in place of a WebSocket. */
export function refuse(socket: Duplex, status: number, message: string, connectionId: string): void {
  const requestId = gatewayId();
  const body = JSON.stringify({ message, connectionId, requestId });
  const errorType = ERROR_TYPE[status];
  socket.end([
    `HTTP/1.1 ${status} ${STATUS_CODES[status] ?? 'Refused'}`,
    'Connection: close',
    'Content-Type: application/json',
    `Content-Length: ${Buffer.byteLength(body)}`,
    `x-amzn-RequestId: ${requestId}`,
    ...(errorType ? [`x-amzn-ErrorType: ${errorType}`] : []),
    '',
    body,
  ].join('\r\n'));
}
