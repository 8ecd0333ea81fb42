import { UNDECIDED_GRACE_MS } from '../../protocol/limits';
import type { ChatStore, Decision, RoomState } from './chat-store';
import type { Clock } from './clock';

/** The stored prefix may lag so far behind before whoever sees it moves it on. */
const MAX_DECIDED_LAG = 100;

/** So many numbers one reader settles as empty at most; the next reader goes on. */
const MAX_VOIDS = 25;

export interface DecidedPrefix {
  /** All numbers up to this one are decided. */
  readonly highWatermark: number;
  /** What was decided after the stored prefix, in order; behind a hole it reaches beyond the watermark. */
  readonly recent: readonly Decision[];
}

/**
 * Finds how far a room is decided, from what is stored after the prefix that is known to be. A number that was allotted
 * long ago and still has no message is settled as empty here: its sender was cut off, or will find it so and take another.
 *
 * @param room as read before the call: what it counts was allotted by now
 */
export async function findDecidedPrefix(
  roomId: string,
  room: RoomState,
  { store, clock }: { store: ChatStore; clock: Clock },
): Promise<DecidedPrefix> {
  const recent: Decision[] = [];
  for await (const page of store.readDecisions(roomId, { from: room.decidedSeq + 1 })) recent.push(...page);

  let index = 0;
  let highWatermark = room.decidedSeq;
  for (let voids = 0; ;) {
    const next = highWatermark + 1;
    if (recent[index]?.seq !== next) {
      const isHole = next <= room.seq;
      if (!isHole || voids === MAX_VOIDS || clock.now() - allottedBefore(recent.slice(index), room) <= UNDECIDED_GRACE_MS) break;
      recent.splice(index, 0, await settle(next));
      voids += 1;
    }
    index += 1;
    highWatermark = next;
  }

  if (highWatermark - room.decidedSeq > MAX_DECIDED_LAG) await store.advanceDecidedSeq(roomId, highWatermark);
  return { highWatermark, recent };

  /** The number as empty; or as the message that came at the last moment. */
  async function settle(seq: number): Promise<Decision> {
    if (await store.putVoid(roomId, seq)) return { seq };
    return (await store.readDecision(roomId, seq)) ?? { seq };
  }
}

/**
 * Moves the stored prefix on in a room that is written and never read. Of those who send, the one whose number is a
 * multiple of the lag does it, so that it is done once.
 */
export async function keepPrefixShort(roomId: string, room: RoomState, ports: { store: ChatStore; clock: Clock }): Promise<void> {
  if (room.seq % MAX_DECIDED_LAG === 0 && room.seq - room.decidedSeq > MAX_DECIDED_LAG) await findDecidedPrefix(roomId, room, ports);
}

/** A number was allotted before any later one was: before the room's last, and before a later message was sent. */
function allottedBefore(later: readonly Decision[], room: RoomState): number {
  return Math.min(room.allottedAt, ...later.flatMap(({ message }) => (message ? [Date.parse(message.sentAt)] : [])));
}
