import type { ChatStore, Decision, DecisionRange } from '../../../src/handlers/chat/chat-store';
import type { Message } from '../../../src/protocol/message';

let rooms = 0;

/** A room that no other test knows. */
export function newRoom(): string {
  return `room-${(rooms += 1)}`;
}

/** A message of which only some fields matter. */
export function messageAt(roomId: string, seq: number, fields: Partial<Message> = {}): Message {
  return {
    id: `message-${seq}`,
    roomId,
    seq,
    sender: { id: 'ada', name: 'Ada' },
    text: `text ${seq}`,
    sentAt: '2026-11-22T10:00:00.000Z',
    clientMessageId: `client-${seq}`,
    ...fields,
  };
}

export async function read(store: ChatStore, roomId: string, range: DecisionRange): Promise<Decision[]> {
  const decisions: Decision[] = [];
  for await (const page of store.readDecisions(roomId, range)) decisions.push(...page);
  return decisions;
}

/** What every chat store does, whatever it keeps things in. */
export function chatStoreBehaviour(create: () => ChatStore): void {
  const NOW = Date.parse('2026-11-22T10:00:00.000Z');
  let store: ChatStore;
  let roomId: string;
  const send = () => ({ roomId, userId: 'ada', clientMessageId: 'c1' });

  beforeEach(() => {
    store = create();
    roomId = newRoom();
  });

  describe('a room', () => {
    test('is not there before it is made', async () => {
      expect(await store.readRoom(roomId)).toBeUndefined();
    });

    test('is empty when it is made', async () => {
      await store.createRoom(roomId, NOW);
      expect(await store.readRoom(roomId)).toEqual({ seq: 0, decidedSeq: 0, allottedAt: 0 });
    });

    test('that is made again keeps its numbers', async () => {
      await store.createRoom(roomId, NOW);
      await store.allotSeq(roomId, NOW);
      await store.advanceDecidedSeq(roomId, 1);
      await store.createRoom(roomId, NOW + 1);
      expect(await store.readRoom(roomId)).toEqual({ seq: 1, decidedSeq: 1, allottedAt: NOW });
    });

    test('allots each number once', async () => {
      await store.createRoom(roomId, NOW);
      const allotted = await Promise.all(Array.from({ length: 20 }, async () => store.allotSeq(roomId, NOW)));
      expect(allotted.map(({ seq }) => seq).sort((a, b) => a - b)).toEqual(Array.from({ length: 20 }, (_, index) => index + 1));
    });

    test('says with a number what else it knows', async () => {
      await store.createRoom(roomId, NOW);
      await store.allotSeq(roomId, NOW);
      await store.advanceDecidedSeq(roomId, 1);
      expect(await store.allotSeq(roomId, NOW + 5)).toEqual({ seq: 2, decidedSeq: 1, allottedAt: NOW + 5 });
      expect(await store.readRoom(roomId)).toEqual({ seq: 2, decidedSeq: 1, allottedAt: NOW + 5 });
    });

    test('that nobody made allots numbers all the same', async () => {
      expect(await store.allotSeq(roomId, NOW)).toEqual({ seq: 1, decidedSeq: 0, allottedAt: NOW });
      await store.createRoom(roomId, NOW);
      expect(await store.readRoom(roomId)).toMatchObject({ seq: 1 });
    });

    test('has its decided number moved on, and never back', async () => {
      await store.createRoom(roomId, NOW);
      await store.advanceDecidedSeq(roomId, 7);
      await store.advanceDecidedSeq(roomId, 5);
      expect(await store.readRoom(roomId)).toMatchObject({ decidedSeq: 7 });
      await store.advanceDecidedSeq(roomId, 9);
      expect(await store.readRoom(roomId)).toMatchObject({ decidedSeq: 9 });
    });

    test('tells its latest number among others, where it is there', async () => {
      const others = [newRoom(), newRoom(), newRoom()];
      await store.createRoom(roomId, NOW);
      await store.createRoom(others[0], NOW);
      await store.allotSeq(others[0], NOW);
      await store.allotSeq(others[0], NOW);
      expect(await store.readSeqs([roomId, ...others])).toEqual(new Map([[roomId, 0], [others[0], 2]]));
      expect(await store.readSeqs([])).toEqual(new Map());
    });

    test('tells its latest number among fifty', async () => {
      const fifty = Array.from({ length: 50 }, newRoom);
      await Promise.all(fifty.map(async (each) => store.allotSeq(each, NOW)));
      expect(await store.readSeqs(fifty)).toEqual(new Map(fifty.map((each) => [each, 1])));
    });
  });

  describe('a receipt', () => {
    test('is not there before it is put', async () => {
      expect(await store.readReceipt(send())).toBeUndefined();
    });

    test('is put once', async () => {
      expect(await store.putReceipt(send(), 1, NOW)).toBe(true);
      expect(await store.putReceipt(send(), 2, NOW)).toBe(false);
      expect(await store.readReceipt(send())).toBe(1);
    });

    test('is put by one of many', async () => {
      const puts = await Promise.all(Array.from({ length: 10 }, async (_, index) => store.putReceipt(send(), index + 1, NOW)));
      expect(puts.filter((put) => put)).toHaveLength(1);
      expect(await store.readReceipt(send())).toBe(puts.indexOf(true) + 1);
    });

    test('is of one user, room and clientMessageId', async () => {
      await store.putReceipt(send(), 1, NOW);
      expect(await store.putReceipt({ ...send(), userId: 'grace' }, 2, NOW)).toBe(true);
      expect(await store.putReceipt({ ...send(), clientMessageId: 'c2' }, 3, NOW)).toBe(true);
      expect(await store.putReceipt({ ...send(), roomId: newRoom() }, 4, NOW)).toBe(true);
      expect(await store.readReceipt(send())).toBe(1);
    });

    test('moves from the number that it has', async () => {
      await store.putReceipt(send(), 1, NOW);
      expect(await store.moveReceipt(send(), 1, 5, NOW)).toBe(true);
      expect(await store.moveReceipt(send(), 1, 6, NOW)).toBe(false);
      expect(await store.readReceipt(send())).toBe(5);
    });

    test('that is not there does not move', async () => {
      expect(await store.moveReceipt(send(), 1, 2, NOW)).toBe(false);
      expect(await store.readReceipt(send())).toBeUndefined();
    });
  });

  describe('a number', () => {
    test('is undecided at first', async () => {
      expect(await store.readDecision(roomId, 1)).toBeUndefined();
    });

    test('holds the message that was put there first', async () => {
      expect(await store.putMessage(messageAt(roomId, 1))).toBe(true);
      expect(await store.putMessage(messageAt(roomId, 1, { id: 'another', text: 'another' }))).toBe(false);
      expect(await store.putVoid(roomId, 1)).toBe(false);
      expect(await store.readDecision(roomId, 1)).toEqual({ seq: 1, message: messageAt(roomId, 1) });
    });

    test('that was settled as empty stays empty', async () => {
      expect(await store.putVoid(roomId, 1)).toBe(true);
      expect(await store.putVoid(roomId, 1)).toBe(false);
      expect(await store.putMessage(messageAt(roomId, 1))).toBe(false);
      expect(await store.readDecision(roomId, 1)).toEqual({ seq: 1 });
    });

    test('is decided by one of many', async () => {
      const puts = await Promise.all([
        ...Array.from({ length: 5 }, async (_, index) => store.putMessage(messageAt(roomId, 1, { id: `message ${index}` }))),
        ...Array.from({ length: 5 }, async () => store.putVoid(roomId, 1)),
      ]);
      expect(puts.filter((put) => put)).toHaveLength(1);
      const decision = await store.readDecision(roomId, 1);
      expect(decision?.message?.id).toBe(puts.indexOf(true) < 5 ? `message ${puts.indexOf(true)}` : undefined);
    });

    test.each<[string, Partial<Message>]>([
      ['4,000 emoji', { text: '😀'.repeat(4_000) }],
      ['every kind of character', { text: 'a\tb\n"\\\u2028\u200b\ufeff漢字 שלום \u{10ffff}' }],
      ['a name of emoji', { sender: { id: 'ada', name: '👩‍💻'.repeat(10) } }],
      ['ids of every length', { id: 'x'.repeat(64), clientMessageId: '_' }],
    ])('gives a message back as it was put: %s', async (_, fields) => {
      const message = messageAt(roomId, 1, fields);
      await store.putMessage(message);
      expect(await store.readDecision(roomId, 1)).toEqual({ seq: 1, message });
      expect(await read(store, roomId, { from: 1 })).toEqual([{ seq: 1, message }]);
    });

    test('may be the largest that there is', async () => {
      const message = messageAt(roomId, Number.MAX_SAFE_INTEGER);
      await store.putMessage(message);
      expect(await read(store, roomId, { from: 1 })).toEqual([{ seq: Number.MAX_SAFE_INTEGER, message }]);
    });
  });

  describe('a range of decisions', () => {
    const SEQS = [1, 2, 3, 5, 9, 10, 11, 99, 100, 101];
    const VOIDS = new Set([2, 10]);
    const seqsOf = async (range: DecisionRange) => (await read(store, roomId, range)).map(({ seq }) => seq);

    beforeEach(async () => {
      await Promise.all(SEQS.map(async (seq) => (VOIDS.has(seq) ? store.putVoid(roomId, seq) : store.putMessage(messageAt(roomId, seq)))));
      await store.putMessage(messageAt(newRoom(), 4));
    });

    test('is in order of the numbers, not of their digits', async () => {
      expect(await seqsOf({ from: 1 })).toEqual(SEQS);
    });

    test('has its ends in it', async () => {
      expect(await seqsOf({ from: 2, to: 10 })).toEqual([2, 3, 5, 9, 10]);
      expect(await seqsOf({ from: 4, to: 4 })).toEqual([]);
      expect(await seqsOf({ from: 102 })).toEqual([]);
    });

    test('is read from its newest where that is asked', async () => {
      expect(await seqsOf({ from: 3, to: 100, newestFirst: true })).toEqual([100, 99, 11, 10, 9, 5, 3]);
      expect(await seqsOf({ from: 99, newestFirst: true })).toEqual([101, 100, 99]);
    });

    test('has messages and voids', async () => {
      expect(await read(store, roomId, { from: 9, to: 11 })).toEqual([
        { seq: 9, message: messageAt(roomId, 9) }, { seq: 10 }, { seq: 11, message: messageAt(roomId, 11) },
      ]);
    });

    test.each([1, 59, 60, 61, 130])('has all of its pages: %i decisions', async (count) => {
      const many = newRoom();
      await Promise.all(Array.from({ length: count }, async (_, index) => store.putVoid(many, index + 1)));
      const seqs = Array.from({ length: count }, (_, index) => index + 1);
      expect((await read(store, many, { from: 1 })).map(({ seq }) => seq)).toEqual(seqs);
      expect((await read(store, many, { from: 1, newestFirst: true })).map(({ seq }) => seq)).toEqual(seqs.reverse());
    });

    test('is read as it is when its page is asked for', async () => {
      const live = newRoom();
      await Promise.all(Array.from({ length: 60 }, async (_, index) => store.putVoid(live, index + 1)));
      const pages = store.readDecisions(live, { from: 1 })[Symbol.asyncIterator]();
      await pages.next();
      await store.putMessage(messageAt(live, 61));
      expect((await pages.next()).value).toEqual([{ seq: 61, message: messageAt(live, 61) }]);
    });
  });
}
