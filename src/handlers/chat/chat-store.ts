import type { Message } from '../../protocol/message';

/** What is known of a room's numbers. */
export interface RoomState {
  /** The last number that was allotted; 0 in an empty room. */
  readonly seq: number;
  /** All numbers up to this one are decided. It lags behind: readers move it on when they see it far behind. */
  readonly decidedSeq: number;
  /** When `seq` was allotted, by the clock of whoever asked for it; 0 in an empty room. */
  readonly allottedAt: number;
}

/** What settles a number for good: a message, or the decision that there will be none. */
export type Decision = { readonly seq: number; readonly message: Message } | { readonly seq: number; readonly message?: undefined };

/** A send, as its retries name it. */
export interface SendKey {
  readonly roomId: string;
  readonly userId: string;
  readonly clientMessageId: string;
}

/** Which decisions to read, and from which end. */
export interface DecisionRange {
  /** The first number, inclusive. */
  readonly from: number;
  /** The last number, inclusive; without it, as far as there are decisions. */
  readonly to?: number;
  readonly newestFirst?: boolean;
}

/**
 * What lasts. Every read is strongly consistent. Every put of something that others may have put before is conditional,
 * and says whether it was done.
 */
export interface ChatStore {
  readRoom(roomId: string): Promise<RoomState | undefined>;
  /** Makes the room, unless it is there. */
  createRoom(roomId: string, now: number): Promise<void>;
  /** The last allotted number of each of those rooms that exist. */
  readSeqs(roomIds: readonly string[]): Promise<ReadonlyMap<string, number>>;
  /** Allots the next number: once, to this caller alone. Returns the room with it. */
  allotSeq(roomId: string, now: number): Promise<RoomState>;
  /** Notes that all numbers up to this one are decided, unless more is known already. */
  advanceDecidedSeq(roomId: string, seq: number): Promise<void>;

  /** The number that a send was given. */
  readReceipt(send: SendKey): Promise<number | undefined>;
  putReceipt(send: SendKey, seq: number, now: number): Promise<boolean>;
  /** Gives a send another number, unless it no longer has the first. */
  moveReceipt(send: SendKey, from: number, to: number, now: number): Promise<boolean>;

  /** Puts the message at its number, unless that is decided. */
  putMessage(message: Message): Promise<boolean>;
  /** Settles the number as empty, unless it is decided. */
  putVoid(roomId: string, seq: number): Promise<boolean>;
  readDecision(roomId: string, seq: number): Promise<Decision | undefined>;
  /** The decisions of a range, in pages: a consumer that has enough stops, and no more is read. */
  readDecisions(roomId: string, range: DecisionRange): AsyncIterable<readonly Decision[]>;
}
