import type { Message, Sender } from '../../protocol/message';
import type { ChatStore, RoomState } from './chat-store';
import type { Clock } from './clock';

/** A message that was let through. */
export interface Send {
  readonly roomId: string;
  readonly sender: Sender;
  readonly text: string;
  readonly clientMessageId: string;
}

export interface Recorded {
  /** The stored message: of a retry, the first one's. */
  readonly message: Message;
  /** The room when a number was allotted; absent where a retry needed none. */
  readonly room?: RoomState | undefined;
}

export interface Recorder {
  readonly store: ChatStore;
  readonly clock: Clock;
  /** An id that nobody had before. */
  readonly createId: (now: number) => string;
}

/**
 * Stores a message exactly once, however often it is sent and wherever an earlier try was cut off.
 *
 * A send has one receipt, which holds its number; a number holds what was put there first, for good. So whoever comes
 * later, a retry or the first try itself, finds the message or puts it. A number that somebody settled as empty in the
 * meantime is given up for a new one.
 */
export async function recordMessage(send: Send, { store, clock, createId }: Recorder): Promise<Recorded> {
  const { roomId } = send;
  const key = { roomId, userId: send.sender.id, clientMessageId: send.clientMessageId };
  let room: RoomState | undefined;

  const receipt = await store.readReceipt(key);
  const earlier = receipt === undefined ? undefined : await store.readDecision(roomId, receipt);
  if (earlier?.message) return { message: earlier.message };

  let seq = receipt ?? (await claim());
  for (;;) {
    const message = compose(seq);
    if (await store.putMessage(message)) return { message, room };
    const decision = await store.readDecision(roomId, seq);
    if (decision?.message) return { message: decision.message, room };
    seq = await replace(seq);
  }

  /** A number and the receipt for it; another try's, where one was faster. */
  async function claim(): Promise<number> {
    const { seq: allotted } = (room = await store.allotSeq(roomId, clock.now()));
    for (;;) {
      if (await store.putReceipt(key, allotted, clock.now())) return allotted;
      const others = await store.readReceipt(key);
      if (others === undefined) continue; // it has expired in between
      if (others !== allotted) await store.putVoid(roomId, allotted); // the same: it is ours, and the answer to its put was lost
      return others;
    }
  }

  /** A new number in place of one that was settled as empty. */
  async function replace(settled: number): Promise<number> {
    const { seq: allotted } = (room = await store.allotSeq(roomId, clock.now()));
    if (await store.moveReceipt(key, settled, allotted, clock.now())) return allotted;
    const others = await store.readReceipt(key);
    if (others !== allotted) await store.putVoid(roomId, allotted);
    return others ?? claim();
  }

  function compose(number: number): Message {
    const now = clock.now();
    return {
      id: createId(now),
      roomId,
      seq: number,
      sender: send.sender,
      text: send.text,
      sentAt: new Date(now).toISOString(),
      clientMessageId: send.clientMessageId,
    };
  }
}
