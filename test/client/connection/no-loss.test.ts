import * as fc from 'fast-check';
import { ChatConnection } from '../../../src/client/connection/chat-connection';
import { FakeChatServer, NO_FAULTS } from '../fixtures/fake-chat-server';
import { FakeClock } from '../fixtures/fake-clock';
import { FakeSurroundings } from '../fixtures/fake-surroundings';

const MINUTE = 60_000;
const PEOPLE = ['ada', 'grace', 'edsger'];

/** Pseudo-random numbers from a seed, so that a failure can be run again. */
function randomFrom(seed: number): () => number {
  let state = seed;
  return () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) % 2 ** 32;
    return ((state + 2 ** 32) % 2 ** 32) / 2 ** 32;
  };
}

const share = fc.double({ min: 0, max: 0.3, noNaN: true });
const trouble = fc.record({
  seed: fc.integer(),
  faults: fc.record({
    eventLost: share,
    eventTwice: share,
    crashBefore: share,
    crashBetween: share,
    crashAfter: share,
    drop: fc.double({ min: 0, max: 0.1, noNaN: true }),
    rateLimited: share,
    forbidden: fc.constant(0),
  }),
  sends: fc.array(
    fc.record({ person: fc.nat(PEOPLE.length - 1), pause: fc.nat(3_000), dropAll: fc.boolean() }),
    { minLength: 1, maxLength: 25 },
  ),
});

describe('three people in a room of which everything goes wrong', () => {
  test('have the same messages in the end, each that was sent once', async () => {
    await fc.assert(fc.asyncProperty(trouble, async ({ seed, faults, sends }) => {
      const clock = new FakeClock();
      const random = randomFrom(seed);
      const server = new FakeChatServer({ clock, random });
      let ids = 0;
      const connections = PEOPLE.map((userId) => new ChatConnection({
        url: 'wss://chat.example.com',
        getToken: async () => ({ accessToken: userId, expiresAt: new Date(clock.now() + 60 * MINUTE).toISOString() }),
        clock,
        random,
        openSocket: server.open,
        surroundings: new FakeSurroundings(),
        newId: () => `id-${(ids += 1)}`,
      }));
      const rooms = connections.map((connection) => connection.join('general'));
      const arrived = rooms.map((room) => {
        const texts: string[] = [];
        room.arrived.listen(({ text }) => texts.push(text));
        return texts;
      });
      connections.forEach((connection) => connection.open());
      await clock.pass(1_000);

      server.faults = faults;
      for (const [index, { person, pause, dropAll }] of sends.entries()) {
        rooms[person].send(`${PEOPLE[person]} ${index}`);
        await clock.pass(pause);
        if (dropAll && index % 7 === 6) server.dropAll();
      }
      await clock.pass(2 * MINUTE);
      server.faults = NO_FAULTS;
      await clock.pass(20 * MINUTE);
      for (const room of rooms) room.unsent.forEach(({ clientMessageId }) => room.retry(clientMessageId));
      await clock.pass(20 * MINUTE);

      const stored = server.messages('general').map(({ text }) => text);
      const sent = sends.map(({ person }, index) => `${PEOPLE[person]} ${index}`);
      expect([...stored].sort()).toEqual([...sent].sort());
      const gaveUp = rooms.some((room) => room.unsent.length > 0);
      expect(gaveUp).toBe(false);
      for (const texts of arrived) expect(texts).toEqual(stored);
    }), { numRuns: 300 });
  });

  test('keep each person\'s order while nobody has to be asked to send again', async () => {
    await fc.assert(fc.asyncProperty(fc.integer(), async (seed) => {
      const clock = new FakeClock();
      const random = randomFrom(seed);
      const server = new FakeChatServer({ clock, random });
      server.faults = { ...NO_FAULTS, rateLimited: 0.2, drop: 0.05, eventLost: 0.2 };
      const connection = new ChatConnection({
        url: 'wss://chat.example.com',
        getToken: async () => ({ accessToken: 'ada', expiresAt: new Date(clock.now() + 60 * MINUTE).toISOString() }),
        clock,
        random,
        openSocket: server.open,
        surroundings: new FakeSurroundings(),
      });
      const room = connection.join('general');
      const texts = Array.from({ length: 12 }, (_, index) => `text ${index}`);
      texts.forEach((text) => room.send(text));
      connection.open();
      await clock.pass(10 * MINUTE);
      expect(server.messages('general').map(({ text }) => text)).toEqual(texts);
      expect(room.messages.map(({ text }) => text)).toEqual(texts);
    }), { numRuns: 150 });
  });
});
