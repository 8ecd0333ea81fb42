import { refuseClosed } from './admit-send';
import type { Clock } from './clock';
import type { ConnectionStore } from './connection-store';

/** Leaves a room on a connection, joined or not. */
export async function leaveRoom(
  { connectionId, roomId }: { connectionId: string; roomId: string },
  { connections, clock }: { connections: ConnectionStore; clock: Clock },
): Promise<void> {
  const now = clock.now();
  const connection = await connections.removeRoom(connectionId, roomId, now);
  if (!connection) refuseClosed(await connections.read(connectionId), now);
  await connections.removeFromRoom(roomId, connectionId);
}
