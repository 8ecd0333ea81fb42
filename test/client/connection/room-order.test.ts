import * as fc from 'fast-check';
import { RoomOrder, type PageAfter } from '../../../src/client/connection/room-order';
import { messageWith } from '../fixtures/message-with';

const seqs = (messages: readonly { seq: number }[]) => messages.map(({ seq }) => seq);

function orderFrom(position: number): RoomOrder {
  const order = new RoomOrder();
  order.begin(position);
  return order;
}

describe('a room at a client', () => {
  test('lets messages that come in order out at once', () => {
    const order = orderFrom(5);
    expect(seqs(order.add(messageWith({ seq: 6 })))).toEqual([6]);
    expect(seqs(order.add(messageWith({ seq: 7 })))).toEqual([7]);
    expect(order.hasHole).toBe(false);
  });

  test('holds what lies above a hole until the hole is filled', () => {
    const order = orderFrom(0);
    expect(order.add(messageWith({ seq: 2 }))).toEqual([]);
    expect(order.add(messageWith({ seq: 3 }))).toEqual([]);
    expect(order.hasHole).toBe(true);
    expect(seqs(order.add(messageWith({ seq: 1 })))).toEqual([1, 2, 3]);
    expect(order.hasHole).toBe(false);
  });

  test('drops repeats, whether they were let out or are held', () => {
    const order = orderFrom(0);
    order.add(messageWith({ seq: 1 }));
    order.add(messageWith({ seq: 3 }));
    expect(order.add(messageWith({ seq: 1 }))).toEqual([]);
    expect(order.add(messageWith({ seq: 3 }))).toEqual([]);
    expect(seqs(order.add(messageWith({ seq: 2 })))).toEqual([2, 3]);
  });

  test('takes numbers that a page covers and does not hold as empty', () => {
    const order = orderFrom(0);
    order.add(messageWith({ seq: 4 }));
    const due = order.cover({ after: 0, messages: [messageWith({ seq: 2 })], highWatermark: 3, hasMore: false });
    expect(seqs(due)).toEqual([2, 4]);
    expect(order.add(messageWith({ seq: 3 }))).toEqual([]);
  });

  test('takes a page with more to come as covering no further than its last message', () => {
    const order = orderFrom(0);
    const due = order.cover({ after: 0, messages: [messageWith({ seq: 1 }), messageWith({ seq: 3 })], highWatermark: 9, hasMore: true });
    expect(seqs(due)).toEqual([1, 3]);
    expect(order.position).toBe(3);
    expect(order.hasHole).toBe(true);
  });

  test('holds messages of a page that lie above its high watermark', () => {
    const order = orderFrom(0);
    const messages = [1, 2, 4].map((seq) => messageWith({ seq }));
    expect(seqs(order.cover({ after: 0, messages, highWatermark: 2, hasMore: false }))).toEqual([1, 2]);
    expect(order.hasHole).toBe(true);
    expect(seqs(order.add(messageWith({ seq: 3 })))).toEqual([3, 4]);
  });

  test('does not close a hole by an announced number, but knows of it', () => {
    const order = orderFrom(2);
    order.announce(2);
    expect(order.hasHole).toBe(false);
    order.announce(4);
    expect(order.position).toBe(2);
    expect(order.hasHole).toBe(true);
  });

  test('holds events that come before it is known where to begin, and drops those that are history', () => {
    const order = new RoomOrder();
    expect(order.add(messageWith({ seq: 8 }))).toEqual([]);
    expect(order.add(messageWith({ seq: 7 }))).toEqual([]);
    expect(order.hasHole).toBe(false);
    expect(seqs(order.begin(7))).toEqual([8]);
    expect(order.position).toBe(8);
  });

  test('does not let a page that begins above its place pass over what lies between', () => {
    const order = orderFrom(1);
    expect(order.cover({ after: 5, messages: [messageWith({ seq: 6 })], highWatermark: 6, hasMore: false })).toEqual([]);
    expect(order.position).toBe(1);
  });
});

/** A server's room: each number a message or empty for good, decided up to somewhere. */
class FakeRoom {
  private readonly decided: boolean[];

  constructor(private readonly isMessage: boolean[]) {
    this.decided = isMessage.map(() => false);
  }

  public get size(): number {
    return this.isMessage.length;
  }

  public decide(index: number): void {
    this.decided[index] = true;
  }

  public get highWatermark(): number {
    const undecided = this.decided.indexOf(false);
    return undecided < 0 ? this.size : undecided;
  }

  public get messages(): number[] {
    return this.isMessage.flatMap((is, index) => (is ? [index + 1] : []));
  }

  /** Messages that are stored; those still to be decided are not there yet. */
  public stored(after: number): number[] {
    return this.messages.filter((seq) => seq > after && this.decided[seq - 1]);
  }

  public page(after: number, limit: number): PageAfter {
    const { highWatermark } = this;
    const below = this.stored(after).filter((seq) => seq <= highWatermark);
    const hasMore = below.length > limit;
    const found = hasMore ? below.slice(0, limit) : this.stored(after);
    return { after, messages: found.map((seq) => messageWith({ seq })), highWatermark, hasMore };
  }
}

type Step =
  | { readonly kind: 'decide' | 'deliver'; readonly index: number }
  | { readonly kind: 'announce' | 'ask' };

const step: fc.Arbitrary<Step> = fc.oneof(
  { weight: 3, arbitrary: fc.record({ kind: fc.constantFrom('decide' as const, 'deliver' as const), index: fc.nat(29) }) },
  { weight: 1, arbitrary: fc.record({ kind: fc.constantFrom('announce' as const, 'ask' as const) }) },
);

describe('whatever the order, repeats, losses and holes', () => {
  const history = fc.record({
    isMessage: fc.array(fc.boolean(), { minLength: 1, maxLength: 30 }),
    position: fc.nat(5),
    limit: fc.integer({ min: 1, max: 4 }),
    steps: fc.array(step, { maxLength: 120 }),
  });

  test('each decided message leaves once, in order, and none before an undecided number below it', () => {
    fc.assert(fc.property(history, ({ isMessage, position, limit, steps }) => {
      const room = new FakeRoom(isMessage);
      const start = Math.min(position, isMessage.length);
      for (let index = 0; index < start; index += 1) room.decide(index);
      const order = orderFrom(start);
      const out: number[] = [];
      const expected = room.messages.filter((seq) => seq > start);

      for (const each of steps) {
        if (each.kind === 'decide' && each.index < room.size) room.decide(each.index);
        if (each.kind === 'deliver' && room.stored(0).includes(each.index + 1)) out.push(...seqs(order.add(messageWith({ seq: each.index + 1 }))));
        if (each.kind === 'announce') order.announce(room.size);
        if (each.kind === 'ask') out.push(...seqs(order.cover(room.page(order.position!, limit))));
        expect(out).toEqual(expected.slice(0, out.length)); // a prefix: nothing passed over, nothing twice
        expect(order.position!).toBeLessThanOrEqual(Math.max(room.highWatermark, start));
      }

      for (let index = 0; index < room.size; index += 1) room.decide(index);
      order.announce(room.size);
      // a page that holds nothing and has more does not happen: at least one message always fits
      for (let turn = 0; order.hasHole && turn <= room.size; turn += 1) out.push(...seqs(order.cover(room.page(order.position!, limit))));
      expect(out).toEqual(expected);
      expect(order.hasHole).toBe(false);
    }), { numRuns: 1_000 });
  });

  test('delays, repeats and crossing replies change nothing at the end', () => {
    fc.assert(fc.property(
      fc.array(fc.boolean(), { minLength: 1, maxLength: 20 }).chain((isMessage) => {
        const room = new FakeRoom(isMessage);
        isMessage.forEach((_, index) => room.decide(index));
        const events = room.messages.map((seq) => ({ event: seq }));
        const pages = isMessage.map((_, after) => ({ page: room.page(after, 2) }));
        const frames = [...events, ...events, ...pages, { page: room.page(0, 100) }];
        return fc.record({
          room: fc.constant(room),
          frames: fc.shuffledSubarray<{ event?: number; page?: PageAfter }>(frames, { minLength: 0 }),
        });
      }),
      ({ room, frames }) => {
        const order = orderFrom(0);
        const out = frames.flatMap(({ event, page }) => seqs(page ? order.cover(page) : order.add(messageWith({ seq: event! }))));
        out.push(...seqs(order.cover(room.page(order.position!, 100))));
        expect(out).toEqual(room.messages);
      },
    ), { numRuns: 1_000 });
  });
});
