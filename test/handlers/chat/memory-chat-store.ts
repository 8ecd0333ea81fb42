import type { ChatStore, Decision, DecisionRange, RoomState, SendKey } from '../../../src/handlers/chat/chat-store';
import type { Message } from '../../../src/protocol/message';

export interface MemoryChatStoreOptions {
  /** Decisions of a page. */
  readonly pageSize?: number;
}

/**
 * A chat table in memory. Each call takes effect at once and as a whole when it is made, conditions are DynamoDB's, and
 * a page of decisions is read when it is asked for: what was put in between is in the later pages, not in the earlier.
 */
export class MemoryChatStore implements ChatStore {
  private readonly rooms = new Map<string, RoomState>();
  private readonly receipts = new Map<string, number>();
  private readonly decisions = new Map<string, Map<number, Decision>>();
  private readonly pageSize: number;

  constructor({ pageSize = 60 }: MemoryChatStoreOptions = {}) {
    this.pageSize = pageSize;
  }

  async readRoom(roomId: string): Promise<RoomState | undefined> {
    return this.rooms.get(roomId);
  }

  async createRoom(roomId: string): Promise<void> {
    if (!this.rooms.has(roomId)) this.rooms.set(roomId, { seq: 0, decidedSeq: 0, allottedAt: 0 });
  }

  async readSeqs(roomIds: readonly string[]): Promise<ReadonlyMap<string, number>> {
    return new Map(roomIds.flatMap((roomId) => (this.rooms.has(roomId) ? [[roomId, this.rooms.get(roomId)!.seq]] : [])));
  }

  async allotSeq(roomId: string, now: number): Promise<RoomState> {
    const { seq, decidedSeq } = this.rooms.get(roomId) ?? { seq: 0, decidedSeq: 0 };
    const room = { seq: seq + 1, decidedSeq, allottedAt: now };
    this.rooms.set(roomId, room);
    return room;
  }

  async advanceDecidedSeq(roomId: string, seq: number): Promise<void> {
    const room = this.rooms.get(roomId) ?? { seq: 0, decidedSeq: 0, allottedAt: 0 };
    if (room.decidedSeq < seq) this.rooms.set(roomId, { ...room, decidedSeq: seq });
  }

  async readReceipt(send: SendKey): Promise<number | undefined> {
    return this.receipts.get(receiptKey(send));
  }

  async putReceipt(send: SendKey, seq: number): Promise<boolean> {
    if (this.receipts.has(receiptKey(send))) return false;
    this.receipts.set(receiptKey(send), seq);
    return true;
  }

  async moveReceipt(send: SendKey, from: number, to: number): Promise<boolean> {
    if (this.receipts.get(receiptKey(send)) !== from) return false;
    this.receipts.set(receiptKey(send), to);
    return true;
  }

  async putMessage(message: Message): Promise<boolean> {
    return this.putDecision(message.roomId, { seq: message.seq, message: structuredClone(message) });
  }

  async putVoid(roomId: string, seq: number): Promise<boolean> {
    return this.putDecision(roomId, { seq });
  }

  async readDecision(roomId: string, seq: number): Promise<Decision | undefined> {
    return this.decisions.get(roomId)?.get(seq);
  }

  async *readDecisions(roomId: string, { from, to = Infinity, newestFirst = false }: DecisionRange): AsyncIterable<readonly Decision[]> {
    for (let [low, high] = [from, to]; ;) {
      const found = this.decided(roomId).filter(({ seq }) => seq >= low && seq <= high);
      const page = (newestFirst ? found.reverse() : found).slice(0, this.pageSize);
      yield page;
      if (page.length < this.pageSize) return; // as DynamoDB: a full page does not know that it was the last
      const last = page[page.length - 1].seq;
      [low, high] = newestFirst ? [low, last - 1] : [last + 1, high];
    }
  }

  /** All that is decided in a room, in order. */
  decided(roomId: string): Decision[] {
    return Array.from(this.decisions.get(roomId)?.values() ?? []).sort((a, b) => a.seq - b.seq);
  }

  /** All messages of a room, in order. */
  messages(roomId: string): Message[] {
    return this.decided(roomId).flatMap(({ message }) => (message ? [message] : []));
  }

  /** As 24 hours later. */
  expireReceipt(send: SendKey): void {
    this.receipts.delete(receiptKey(send));
  }

  private putDecision(roomId: string, decision: Decision): boolean {
    const decisions = this.decisions.get(roomId) ?? new Map<number, Decision>();
    this.decisions.set(roomId, decisions);
    if (decisions.has(decision.seq)) return false;
    decisions.set(decision.seq, decision);
    return true;
  }
}

function receiptKey({ roomId, userId, clientMessageId }: SendKey): string {
  return `${roomId}#${userId}#${clientMessageId}`;
}
