import type { ChatStore, RoomState } from './chat-store';
import type { Clock } from './clock';

/** The room, made if nobody ever joined it. */
export async function openRoom(roomId: string, { store, clock }: { store: ChatStore; clock: Clock }): Promise<RoomState> {
  const room = await store.readRoom(roomId);
  if (room) return room;
  await store.createRoom(roomId, clock.now());
  return (await store.readRoom(roomId)) ?? { seq: 0, decidedSeq: 0, allottedAt: 0 };
}
