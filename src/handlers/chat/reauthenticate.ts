import type { AccessTokenVerifier } from './access-token';
import { ChatError } from './chat-error';
import type { ConnectionStore } from './connection-store';

/**
 * Extends the session of an open connection, in place: sending and delivery go on without joining again.
 *
 * @returns when the session now ends, in milliseconds since 1970
 */
export async function reauthenticate(
  { connectionId, token }: { connectionId: string; token: string },
  { connections, tokens }: { connections: ConnectionStore; tokens: AccessTokenVerifier },
): Promise<number> {
  const bearer = await tokens.verify(token);
  if (!bearer) throw new ChatError('UNAUTHENTICATED', 'the token is not a valid access token: sign in again');
  const sessionExpiresAt = bearer.expiresAt;
  const connection = await connections.renew({ connectionId, ...bearer, sessionExpiresAt });
  if (!connection) throw new ChatError('UNAUTHENTICATED', 'the token is not of the user who is connected');
  await Promise.all(Array.from(connection.rooms, async (roomId) => connections.putInRoom(roomId, connection)));
  return sessionExpiresAt;
}
