import type { ChatStore } from './chat-store';
import type { ConnectionStore } from './connection-store';

/** The latest number of each room that is joined on a connection. A connection that is closed has joined none. */
export async function ping(
  connectionId: string,
  { connections, store }: { connections: ConnectionStore; store: ChatStore },
): Promise<Record<string, number>> {
  const connection = await connections.read(connectionId);
  const rooms = connection ? Array.from(connection.rooms) : [];
  const seqs = await store.readSeqs(rooms);
  return Object.fromEntries(rooms.map((roomId) => [roomId, seqs.get(roomId) ?? 0]));
}
