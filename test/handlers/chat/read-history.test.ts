import * as fc from 'fast-check';
import { keepPrefixShort } from '../../../src/handlers/chat/decided-prefix';
import type { History, HistoryRange } from '../../../src/handlers/chat/read-history';
import type { Message } from '../../../src/protocol/message';
import { messageAt } from './chat-store-behaviour';
import { type Chatroom, memoryChatroom } from './chatroom';
import { type Around, CutInvocation } from './port-calls';

const ROOM = 'general';
const MAX_REPLY_BYTES = 30 * 1_024;

let chatroom: Chatroom;

beforeEach(async () => {
  chatroom = memoryChatroom();
  await chatroom.store.createRoom(ROOM);
});

const read = async (range: Partial<HistoryRange> = {}, around?: Around) => chatroom.history(range, ROOM, around);
const seqsOf = ({ messages }: History) => messages.map(({ seq }) => seq);
const oneTo = (last: number) => Array.from({ length: last }, (_, index) => index + 1);
const now = () => new Date(chatroom.clock.now()).toISOString();

async function allot(count = 1) {
  for (let allotted = 0; allotted < count; allotted += 1) await chatroom.store.allotSeq(ROOM, chatroom.clock.now());
}

/** What each number of a room holds: a message, a void, or nothing. */
type Content = 'message' | 'void' | 'hole';

/** Fills a room at this moment. */
async function fill(contents: readonly Content[], fields: (seq: number) => Partial<Message> = () => ({})) {
  const first = (await chatroom.store.readRoom(ROOM))!.seq + 1;
  await allot(contents.length);
  for (const [index, content] of contents.entries()) {
    if (content === 'message') await chatroom.store.putMessage(messageAt(ROOM, first + index, { sentAt: now(), ...fields(first + index) }));
    if (content === 'void') await chatroom.store.putVoid(ROOM, first + index);
  }
}

const messages = async (count: number, fields?: (seq: number) => Partial<Message>) => fill(Array.from({ length: count }, () => 'message'), fields);

/** A reply around a page, as long as it can be. */
function bytesOf({ messages: content, hasMore }: History): number {
  const reply = { type: 'messages', requestId: '\u0001'.repeat(64), roomId: 'a'.repeat(64), messages: content, highWatermark: Number.MAX_SAFE_INTEGER, hasMore };
  return Buffer.byteLength(JSON.stringify(reply));
}

describe('a page of history', () => {
  test('of a room that nobody ever joined is an error', async () => {
    await expect(chatroom.history({}, 'nowhere')).rejects.toMatchObject({ code: 'ROOM_NOT_FOUND' });
  });

  test.each<Partial<HistoryRange>>([{}, { before: 5 }, { after: 0 }, { after: 5 }, { before: 0 }])('of an empty room is empty: %j', async (range) => {
    expect(await read(range)).toEqual({ messages: [], highWatermark: 0, hasMore: false });
  });

  test.each<[string, Partial<HistoryRange>, number[], boolean]>([
    ['the newest', { limit: 3 }, [8, 9, 10], true],
    ['all', {}, oneTo(10), false],
    ['exactly all', { limit: 10 }, oneTo(10), false],
    ['all but one', { limit: 9 }, [2, 3, 4, 5, 6, 7, 8, 9, 10], true],
    ['those before', { before: 5, limit: 2 }, [3, 4], true],
    ['those before, to the first', { before: 3, limit: 2 }, [1, 2], false],
    ['those before the first', { before: 1 }, [], false],
    ['those before zero', { before: 0 }, [], false],
    ['those before a number that is yet to come', { before: 1_000, limit: 2 }, [9, 10], true],
    ['those after', { after: 5, limit: 2 }, [6, 7], true],
    ['those after, to the last', { after: 8, limit: 2 }, [9, 10], false],
    ['those after the last', { after: 10 }, [], false],
    ['those after a number that is yet to come', { after: 1_000 }, [], false],
    ['those after the largest number', { after: Number.MAX_SAFE_INTEGER }, [], false],
    ['those before the largest number', { before: Number.MAX_SAFE_INTEGER, limit: 1 }, [10], true],
  ])('has %s', async (_, range, seqs, hasMore) => {
    await messages(10);
    for (const decidedSeq of [0, 4, 10]) {
      await chatroom.store.advanceDecidedSeq(ROOM, decidedSeq);
      const page = await read(range);
      expect(page).toMatchObject({ hasMore, highWatermark: 10 });
      expect(seqsOf(page)).toEqual(seqs);
    }
  });

  test('leaves out numbers that hold nothing, which do not count', async () => {
    await fill(['message', 'void', 'void', 'message', 'void', 'message', 'void']);
    expect(await read({ limit: 3 })).toMatchObject({ highWatermark: 7, hasMore: false });
    expect(seqsOf(await read({ limit: 3 }))).toEqual([1, 4, 6]);
    expect(seqsOf(await read({ limit: 2 }))).toEqual([4, 6]);
    expect(await read({ after: 4, limit: 1 })).toMatchObject({ hasMore: false });
    expect(await read({ after: 6 })).toEqual({ messages: [], highWatermark: 7, hasMore: false });
  });

  test('asks the table for no more than the page needs', async () => {
    await messages(500);
    await chatroom.store.advanceDecidedSeq(ROOM, 500);
    const invocation = new CutInvocation();
    await read({ limit: 50 }, invocation.around);
    const [prefix, itsEnd, page] = ['readDecisions', 'readDecisions', 'readDecisions'];
    expect(invocation.calls).toEqual(['readRoom', prefix, itsEnd, page]);
  });

  test('costs the same at every length of history', async () => {
    const callsAfter = async (count: number) => {
      await messages(count);
      await chatroom.store.advanceDecidedSeq(ROOM, (await chatroom.store.readRoom(ROOM))!.seq);
      const invocation = new CutInvocation();
      await read({ limit: 50 }, invocation.around);
      return invocation.calls.length;
    };
    expect(await callsAfter(200)).toBe(await callsAfter(2_000));
  });
});

describe('a page of history in a frame', () => {
  const large = () => ({ text: '😀'.repeat(4_000), sender: { id: 'ada', name: '😀'.repeat(64) } });

  test('has one message at least, the largest too', async () => {
    await messages(3, large);
    for (const range of [{}, { before: 3 }, { after: 0 }, { after: 1 }]) {
      const page = await read(range);
      expect(page.messages.length).toBe(1);
      expect(page.hasMore).toBe(true);
      expect(bytesOf(page)).toBeLessThanOrEqual(MAX_REPLY_BYTES);
    }
    expect(seqsOf(await read({}))).toEqual([3]);
    expect(seqsOf(await read({ after: 0 }))).toEqual([1]);
    expect(await read({ after: 2 })).toMatchObject({ hasMore: false });
    expect(await read({ before: 2 })).toMatchObject({ hasMore: false });
  });

  test.each<[string, string]>([['line breaks', '\n'], ['quotes', '"'], ['backslashes', '\\'], ['three bytes', '漢']])('counts bytes as they are sent: %s', async (_, character) => {
    await messages(8, () => ({ text: `a${character.repeat(3_998)}b` }));
    const page = await read({ after: 0 });
    expect(page.messages.length).toBeGreaterThan(1);
    expect(page.hasMore).toBe(true);
    expect(bytesOf(page)).toBeLessThanOrEqual(MAX_REPLY_BYTES);
  });

  test('is filled by small messages', async () => {
    await messages(150, (seq) => ({
      id: '01JD0000000000000000000000', sender: { id: '01234567-89ab-cdef-0123-456789abcdef', name: 'Ada Lovelace' }, clientMessageId: `01234567-89ab-cdef-0123-${seq}`,
    }));
    expect((await read({ limit: 100 })).messages).toHaveLength(100);
    expect((await read({ after: 0, limit: 100 })).messages).toHaveLength(100);
  });
});

describe('the watermark', () => {
  test('stops before a number that is undecided, and what is behind it is shown where nothing else is left out', async () => {
    await fill(['message', 'hole', 'message', 'void', 'message']);
    for (const range of [{}, { after: 0 }, { before: 100 }]) {
      const page = await read(range);
      expect(page).toMatchObject({ highWatermark: 1, hasMore: false });
      expect(seqsOf(page)).toEqual([1, 3, 5]);
    }
    expect(seqsOf(await read({ after: 1 }))).toEqual([3, 5]);
    expect(seqsOf(await read({ after: 3 }))).toEqual([5]);
    expect(seqsOf(await read({ before: 5 }))).toEqual([1, 3]);
  });

  test('with more to come has nothing behind an undecided number', async () => {
    await fill(['message', 'message', 'message', 'hole', 'message', 'message']);
    for (const range of [{ limit: 2 }, { after: 0, limit: 2 }, { before: 6, limit: 2 }]) {
      const page = await read(range);
      expect(page).toMatchObject({ highWatermark: 3, hasMore: true });
      expect(Math.max(...seqsOf(page))).toBeLessThan(4);
    }
  });

  test('with more to come has nothing behind an undecided number, although that would fit where the next message does not', async () => {
    const large = '😀'.repeat(4_000);
    await fill(['message', 'message', 'hole', 'message'], (seq) => ({ text: seq === 4 ? 'small' : large }));
    for (const [range, seqs] of [[{ after: 0 }, [1]], [{}, [2]], [{ before: 5 }, [2]]] as const) {
      const page = await read(range);
      expect(page).toMatchObject({ highWatermark: 2, hasMore: true });
      expect(seqsOf(page)).toEqual(seqs);
    }
  });

  test('has all that is behind an undecided number, or nothing', async () => {
    await fill(['message', 'hole', 'message', 'message', 'message']);
    const page = await read({ after: 0, limit: 3 });
    expect(page).toMatchObject({ highWatermark: 1, hasMore: false });
    expect(seqsOf(page)).toEqual([1]);
    expect(seqsOf(await read({ after: 0, limit: 4 }))).toEqual([1, 3, 4, 5]);
  });

  test('stops before the last number while that is undecided', async () => {
    await fill(['message', 'hole']);
    expect(await read()).toMatchObject({ highWatermark: 1, hasMore: false });
  });

  test('is 0 while the first number is undecided', async () => {
    await fill(['hole', 'message']);
    expect(await read()).toMatchObject({ highWatermark: 0, hasMore: false });
    expect(seqsOf(await read())).toEqual([2]);
  });

  test('covers messages that came after the room was read', async () => {
    await messages(2);
    const late: Around = async (call, perform) => {
      const answer = await perform();
      if (call === 'readRoom') await messages(2);
      return answer;
    };
    const page = await read({}, late);
    expect(page).toMatchObject({ highWatermark: 4, hasMore: false });
    expect(seqsOf(page)).toEqual([1, 2, 3, 4]);
  });

  test('does not settle a number that was allotted after the room was read', async () => {
    await messages(1);
    chatroom.clock.pass(60_000);
    const late: Around = async (call, perform) => {
      const answer = await perform();
      if (call === 'readRoom') await fill(['hole', 'message']);
      return answer;
    };
    expect(await read({}, late)).toMatchObject({ highWatermark: 1 });
    expect(await chatroom.store.readDecision(ROOM, 2)).toBeUndefined();
  });
});

describe('a number that stays without a message', () => {
  test.each([[5_000, 1], [5_001, 3]])('for %i ms leaves the watermark at %i', async (age, highWatermark) => {
    await fill(['message', 'hole', 'message']);
    chatroom.clock.pass(age);
    expect(await read()).toMatchObject({ highWatermark });
    expect(await chatroom.store.readDecision(ROOM, 2)).toEqual(highWatermark === 3 ? { seq: 2 } : undefined);
  });

  test('is settled as empty for good', async () => {
    await fill(['hole']);
    chatroom.clock.pass(5_001);
    expect(await read()).toEqual({ messages: [], highWatermark: 1, hasMore: false });
    expect(await chatroom.store.putMessage(messageAt(ROOM, 1))).toBe(false);
  });

  test('is known to be old by a later message, although the latest number is young', async () => {
    await fill(['hole', 'message']);
    chatroom.clock.pass(5_001);
    await fill(['hole', 'message']);
    const page = await read();
    expect(page).toMatchObject({ highWatermark: 2, hasMore: false });
    expect(seqsOf(page)).toEqual([2, 4]);
    expect(await chatroom.store.readDecision(ROOM, 3)).toBeUndefined();
  });

  test('is not taken for old by an older message before it', async () => {
    await messages(1);
    chatroom.clock.pass(60_000);
    await fill(['hole', 'message']);
    expect(await read()).toMatchObject({ highWatermark: 1 });
  });

  test('and gets one at the last moment is in the page that covers it', async () => {
    await fill(['message', 'hole', 'message']);
    chatroom.clock.pass(6_000);
    const late = messageAt(ROOM, 2, { text: 'just in time' });
    const lastMoment: Around = async (call, perform) => {
      if (call === 'putVoid') await chatroom.store.putMessage(late);
      return perform();
    };
    for (const range of [{ after: 0 }, {}, { after: 1 }]) {
      const page = await read(range, lastMoment);
      expect(page.highWatermark).toBe(3);
      expect(page.messages).toContainEqual(late);
    }
  });

  test('and gets one after its page was read is not covered', async () => {
    await fill(['message', 'hole', 'message']);
    const justAfter: Around = async (call, perform) => {
      const answer = await perform();
      if (call === 'readDecisions') await chatroom.store.putMessage(messageAt(ROOM, 2));
      return answer;
    };
    const page = await read({ after: 0 }, justAfter);
    expect(page.highWatermark).toBe(1);
    expect(seqsOf(page)).toEqual([1, 3]);
  });

  test('is settled among 25 at most by one reader; the next goes on', async () => {
    await fill([...Array.from({ length: 60 }, (): Content => 'hole'), 'message']);
    chatroom.clock.pass(6_000);
    expect(await read()).toMatchObject({ highWatermark: 25 });
    expect(await read()).toMatchObject({ highWatermark: 50 });
    expect(await read()).toMatchObject({ highWatermark: 61 });
  });
});

describe('the stored watermark', () => {
  const stored = async () => (await chatroom.store.readRoom(ROOM))!.decidedSeq;

  test('is moved on by who sees it lag by more than 100', async () => {
    await messages(100);
    await read();
    expect(await stored()).toBe(0);
    await messages(1);
    await read({ limit: 1 });
    expect(await stored()).toBe(101);
    await messages(100);
    await read();
    expect(await stored()).toBe(101);
  });

  test('is not moved over an undecided number', async () => {
    await messages(150);
    await fill(['hole']);
    await messages(150);
    await read();
    expect(await stored()).toBe(150);
  });

  test('is moved by one of a hundred senders where nobody reads', async () => {
    const moves: number[] = [];
    for (let seq = 1; seq <= 400; seq += 1) {
      const { room } = await chatroom.record({ clientMessageId: `c${seq}` });
      const invocation = new CutInvocation();
      await keepPrefixShort(ROOM, room!, chatroom.ports(invocation.around));
      if (invocation.calls.length > 0) moves.push(seq);
    }
    expect(moves).toEqual([200, 400]);
    expect(await stored()).toBe(400);
  });

  test('does not change what is read', async () => {
    await forAnyRoom(async (contents, limit, age) => {
      await fill(contents);
      chatroom.clock.pass(age);
      const before = await Promise.all([read({ limit }), read({ after: 2, limit }), read({ before: 7, limit })]);
      await chatroom.store.advanceDecidedSeq(ROOM, Math.min(...before.map(({ highWatermark }) => highWatermark)));
      expect(await Promise.all([read({ limit }), read({ after: 2, limit }), read({ before: 7, limit })])).toEqual(before);
    });
  });
});

async function forAnyRoom(check: (contents: Content[], limit: number, age: number) => Promise<void>) {
  const content = fc.constantFrom<Content>('message', 'message', 'message', 'void', 'hole');
  await fc.assert(fc.asyncProperty(
    fc.array(content, { maxLength: 30 }), fc.integer({ min: 1, max: 10 }), fc.constantFrom(0, 6_000), fc.integer({ min: 1, max: 8 }),
    async (contents, limit, age, pageSize) => {
      chatroom = memoryChatroom({ pageSize });
      await chatroom.store.createRoom(ROOM);
      await check(contents, limit, age);
    },
  ), { numRuns: 200 });
}

describe('page by page', () => {
  /** All that a client reads which asks for what comes after the last that it has. */
  async function forwards(limit: number) {
    const found: number[] = [];
    for (let after = 0; ;) {
      const page = await read({ after, limit });
      expect(bytesOf(page)).toBeLessThanOrEqual(MAX_REPLY_BYTES);
      found.push(...seqsOf(page).filter((seq) => seq <= page.highWatermark));
      if (!page.hasMore) return found;
      expect(page.messages.length).toBeGreaterThan(0);
      after = seqsOf(page).at(-1)!;
    }
  }

  async function backwards(limit: number) {
    const found: number[] = [];
    for (let before: number | undefined; ;) {
      const page = await read({ before, limit });
      expect(bytesOf(page)).toBeLessThanOrEqual(MAX_REPLY_BYTES);
      found.unshift(...seqsOf(page).filter((seq) => seq <= page.highWatermark));
      if (!page.hasMore) return found;
      expect(page.messages.length).toBeGreaterThan(0);
      [before] = seqsOf(page);
    }
  }

  test('a client reads every decided message once, in order, from either end', async () => {
    await forAnyRoom(async (contents, limit, age) => {
      await fill(contents);
      chatroom.clock.pass(age);
      const { highWatermark } = await read();
      const decided = chatroom.store.messages(ROOM).map(({ seq }) => seq).filter((seq) => seq <= highWatermark);
      expect(await forwards(limit)).toEqual(decided);
      expect(await backwards(limit)).toEqual(decided);
    });
  });

  test('a client reads messages of every size', async () => {
    await fc.assert(fc.asyncProperty(fc.array(fc.constantFrom(1, 500, 2_000, 4_000), { minLength: 1, maxLength: 12 }), fc.constantFrom('a', '\n', '漢', '😀'), async (sizes, character) => {
      chatroom = memoryChatroom();
      await chatroom.store.createRoom(ROOM);
      await messages(sizes.length, (seq) => ({ text: character.repeat(sizes[seq - 1]) }));
      expect(await forwards(100)).toEqual(oneTo(sizes.length));
      expect(await backwards(100)).toEqual(oneTo(sizes.length));
    }), { numRuns: 50 });
  });
});
