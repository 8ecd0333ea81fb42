import type { Message } from '../../protocol/message';
import { ChatError } from './chat-error';
import type { ChatStore, Decision, DecisionRange, RoomState } from './chat-store';
import type { Clock } from './clock';
import { findDecidedPrefix } from './decided-prefix';
import { HistoryPage } from './history-page';

/** The newest messages, those before a number, or those after one. */
export interface HistoryRange {
  readonly before?: number | undefined;
  readonly after?: number | undefined;
  readonly limit: number;
}

export interface History {
  /** Oldest first. */
  readonly messages: readonly Message[];
  /** The last number up to which all are decided. */
  readonly highWatermark: number;
  /** Whether there are more: older ones, or with `after` newer ones. */
  readonly hasMore: boolean;
}

/** A page of the history of a room that somebody has joined, ever. */
export async function readRoomHistory(roomId: string, range: HistoryRange, ports: { store: ChatStore; clock: Clock }): Promise<History> {
  const room = await ports.store.readRoom(roomId);
  if (!room) throw new ChatError('ROOM_NOT_FOUND', `there is no room "${roomId}"`);
  return readHistory(roomId, room, range, ports);
}

/**
 * A page of a room's history. A client takes a number that the page covers and does not hold as empty for good; so the
 * watermark and the messages near it come from the same read, and what lies behind an undecided number is shown only
 * where nothing else is left out.
 *
 * @param room as read before the call
 */
export async function readHistory(
  roomId: string,
  room: RoomState,
  { before = Infinity, after, limit }: HistoryRange,
  { store, clock }: { store: ChatStore; clock: Clock },
): Promise<History> {
  const { highWatermark, recent } = await findDecidedPrefix(roomId, room, { store, clock });
  const from = (after ?? 0) + 1;
  const to = Math.min(before - 1, room.decidedSeq);
  const inRange = recent.filter(({ seq }) => seq >= from && seq < before);
  const decided = messagesOf(inRange.filter(({ seq }) => seq <= highWatermark));
  const page = new HistoryPage(limit);

  const hasMore = !(await page.fill(after === undefined ? newestFirst() : oldestFirst()));
  if (!hasMore) page.addAll(messagesOf(inRange.filter(({ seq }) => seq > highWatermark)));
  return { messages: page.messages, highWatermark, hasMore };

  async function* oldestFirst(): AsyncGenerator<Message> {
    yield* stored({ from, to });
    yield* decided;
  }

  async function* newestFirst(): AsyncGenerator<Message> {
    yield* decided.toReversed();
    yield* stored({ from, to, newestFirst: true });
  }

  async function* stored(range: DecisionRange): AsyncGenerator<Message> {
    if (from > to) return;
    for await (const decisions of store.readDecisions(roomId, range)) yield* messagesOf(decisions);
  }
}

function messagesOf(decisions: readonly Decision[]): Message[] {
  return decisions.flatMap(({ message }) => (message ? [message] : []));
}
