import type { ConnectionStore } from './connection-store';

/**
 * Removes all that is noted of a closed connection. The connection itself goes last: a removal that is cut off can be
 * made again.
 */
export async function removeConnection(connectionId: string, connections: ConnectionStore): Promise<void> {
  const connection = await connections.read(connectionId);
  if (!connection) return;
  await Promise.all(Array.from(connection.rooms, async (roomId) => connections.removeFromRoom(roomId, connectionId)));
  await connections.remove(connection);
}
