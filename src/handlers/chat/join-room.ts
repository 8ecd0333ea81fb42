import { MAX_PAGE_LIMIT, MAX_ROOMS_PER_CONNECTION } from '../../protocol/limits';
import { refuseClosed } from './admit-send';
import { ChatError } from './chat-error';
import type { ChatStore } from './chat-store';
import type { Clock } from './clock';
import type { ConnectionStore } from './connection-store';
import { openRoom } from './open-room';
import { readHistory, type History } from './read-history';

/**
 * Joins a room on a connection. The connection is listed in the room before the room is read: so a message is in what is
 * read, or is delivered to the connection, or both.
 *
 * @param after the last number that the client has; what came after is read for it
 */
export async function joinRoom(
  { connectionId, roomId, after }: { connectionId: string; roomId: string; after?: number | undefined },
  { connections, store, clock }: { connections: ConnectionStore; store: ChatStore; clock: Clock },
): Promise<History> {
  const now = clock.now();
  const connection = await connections.addRoom(connectionId, roomId, now, MAX_ROOMS_PER_CONNECTION);
  if (!connection) {
    refuseClosed(await connections.read(connectionId), now);
    throw new ChatError('FORBIDDEN', `a connection joins at most ${MAX_ROOMS_PER_CONNECTION} rooms: leave one first`);
  }
  await connections.putInRoom(roomId, connection);
  const room = await openRoom(roomId, { store, clock });
  return readHistory(roomId, room, { after: after ?? Infinity, limit: MAX_PAGE_LIMIT }, { store, clock });
}
