import { CatchUp } from '../../../src/client/connection/catch-up';
import { RoomOrder, type PageAfter } from '../../../src/client/connection/room-order';
import { FakeClock, settled } from '../fixtures/fake-clock';
import { messageWith } from '../fixtures/message-with';

/** A room from 0, a clock, and questions that are answered by `answer`. */
function setUp({ random = 0 } = {}) {
  const clock = new FakeClock();
  const start = clock.now();
  const order = new RoomOrder();
  order.begin(0);
  const asked: { after: number; at: number }[] = [];
  const world = { answer: async (after: number): Promise<PageAfter> => ({ after, messages: [], highWatermark: after, hasMore: false }) };
  const catchUp = new CatchUp({
    order,
    clock,
    random: () => random,
    ask: (after) => {
      asked.push({ after, at: clock.now() - start });
      return world.answer(after);
    },
    take: (page) => void order.cover(page),
  });
  const add = (seq: number) => {
    order.add(messageWith({ seq }));
    catchUp.notice();
  };
  return { clock, order, asked, world, catchUp, add };
}

describe('a hole in a room', () => {
  test.each([[0, 300], [0.5, 650], [0.999, 999]])('is asked about after 300 to 1,000 ms (random %d)', async (random, wait) => {
    const { clock, asked, add } = setUp({ random });
    add(2);
    await clock.pass(Math.floor(wait) - 1);
    expect(asked).toEqual([]);
    await clock.pass(2);
    expect(asked).toEqual([{ after: 0, at: expect.closeTo(wait, 0) as number }]);
  });

  test('is asked about once, however many events reveal it', async () => {
    const { clock, asked, add, world } = setUp();
    world.answer = async (after) => ({ after, messages: [messageWith({ seq: 1 })], highWatermark: 5, hasMore: false });
    for (const seq of [2, 3, 4, 5]) add(seq);
    await clock.pass(60_000);
    expect(asked).toEqual([{ after: 0, at: 300 }]);
  });

  test('is not asked about when it fills by itself in time', async () => {
    const { clock, asked, add } = setUp();
    add(2);
    await clock.pass(200);
    add(1);
    await clock.pass(60_000);
    expect(asked).toEqual([]);
  });

  test('gets its own first wait where another has filled before', async () => {
    const { clock, asked, add } = setUp();
    add(2);
    await clock.pass(200);
    add(1);
    add(4);
    await clock.pass(299);
    expect(asked).toEqual([]);
    await clock.pass(1);
    expect(asked).toEqual([{ after: 2, at: 500 }]);
  });

  test('is asked about again while it stays undecided, each time after double the wait, at most 8 s', async () => {
    const { clock, asked, add } = setUp();
    add(2);
    await clock.pass(40_000);
    const waits = asked.map(({ at }, index) => at - (asked[index - 1]?.at ?? 0));
    expect(waits.slice(0, 8)).toEqual([300, 600, 1_200, 2_400, 4_800, 8_000, 8_000, 8_000]);
  });

  test('keeps its wait when more events come above it', async () => {
    const { clock, asked, add } = setUp();
    add(2);
    await clock.pass(300 + 600 + 100);
    add(3);
    add(4);
    await clock.pass(1_099);
    expect(asked).toHaveLength(2);
    await clock.pass(1);
    expect(asked).toHaveLength(3);
  });

  test('is a new one, with a short wait, once the place has moved', async () => {
    const { clock, asked, add } = setUp();
    add(2);
    add(4);
    await clock.pass(300 + 600 + 1_200);
    add(1); // late, and by itself: 3 is still missing
    await clock.pass(200);
    add(5); // puts nothing off
    await clock.pass(100);
    expect(asked.at(-1)).toEqual({ after: 2, at: 2_400 });
  });

  test('is read page by page without waits while there is more', async () => {
    const { clock, order, asked, world, catchUp } = setUp();
    world.answer = async (after) => ({ after, messages: [messageWith({ seq: after + 1 })], highWatermark: 4, hasMore: after < 3 });
    order.announce(4);
    catchUp.now();
    await settled();
    expect(asked.map(({ after }) => after)).toEqual([0, 1, 2, 3]);
    expect(order.hasHole).toBe(false);
    await clock.pass(60_000);
    expect(asked).toHaveLength(4);
  });

  test('is asked about again, later, where a question failed', async () => {
    const { clock, asked, add, world } = setUp();
    world.answer = () => Promise.reject(new Error('the server could not answer'));
    add(2);
    await clock.pass(900);
    expect(asked.map(({ at }) => at)).toEqual([300, 900]);
  });

  test('is left to joining again when the connection goes, and an answer to the old one is not taken', async () => {
    const { clock, order, asked, add, world, catchUp } = setUp();
    let answer = (_: PageAfter) => {};
    world.answer = () => new Promise((resolve) => { answer = resolve; });
    add(2);
    await clock.pass(300);
    catchUp.stop();
    answer({ after: 0, messages: [messageWith({ seq: 1 })], highWatermark: 2, hasMore: false });
    await clock.pass(60_000);
    expect(asked).toHaveLength(1);
    expect(order.position).toBe(0);
  });
});
