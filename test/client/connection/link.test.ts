import type { AccessToken } from '../../../src/client/connection/access-token';
import { Link } from '../../../src/client/connection/link';
import { FakeClock, settled } from '../fixtures/fake-clock';
import { FakeSockets } from '../fixtures/fake-sockets';
import { FakeSurroundings } from '../fixtures/fake-surroundings';

const MINUTE = 60_000;

function setUp({ random = 0.5 } = {}) {
  const clock = new FakeClock();
  const sockets = new FakeSockets();
  const surroundings = new FakeSurroundings();
  const asked: (string | undefined)[] = [];
  const world: { token: () => AccessToken | undefined } = {
    token: () => ({ accessToken: `token-${asked.length}`, expiresAt: new Date(clock.now() + 60 * MINUTE).toISOString() }),
  };
  const link = new Link({
    url: 'wss://chat.example.com/v1',
    openSocket: sockets.open,
    clock,
    random: () => random,
    surroundings,
    getToken: async (stale) => {
      asked.push(stale);
      return world.token();
    },
  });
  const states: string[] = [];
  link.stateChanged.listen((state) => states.push(state));
  return { clock, sockets, surroundings, link, states, asked, world };
}

async function opened(options?: { random: number }) {
  const setup = setUp(options);
  setup.link.open();
  await settled();
  setup.sockets.last.accept();
  return setup;
}

describe('a link', () => {
  test('offers the subprotocol and the token, and never a token in the address', async () => {
    const { sockets, states } = await opened();
    expect(sockets.last.url).toBe('wss://chat.example.com/v1');
    expect(sockets.last.protocols).toEqual(['chat.v1', 'bearer.token-1']);
    expect(states).toEqual(['connecting', 'open']);
  });

  test('comes back after a random share of 1, 2, 4 … up to 30 s while attempts fail', async () => {
    const { clock, sockets } = await opened();
    const waits: number[] = [];
    for (let attempt = 0; attempt < 7; attempt += 1) {
      const before = clock.now();
      const { length } = sockets.all;
      sockets.last.drop();
      while (sockets.all.length === length) await clock.pass(100);
      waits.push(clock.now() - before);
    }
    expect(waits).toEqual([500, 1_000, 2_000, 4_000, 8_000, 15_000, 15_000]);
  });

  test('counts failures anew once a connection has lasted', async () => {
    const { clock, sockets } = await opened();
    for (let attempt = 0; attempt < 5; attempt += 1) {
      sockets.last.drop();
      await clock.pass(MINUTE / 4);
    }
    sockets.last.accept();
    await clock.pass(30_000);
    const { length } = sockets.all;
    sockets.last.drop();
    await clock.pass(500);
    expect(sockets.all).toHaveLength(length + 1);
  });

  test('asks for another token after a refused handshake, and not again for the next refusals', async () => {
    const { clock, sockets, link, asked } = setUp();
    link.open();
    await settled();
    for (let attempt = 0; attempt < 3; attempt += 1) {
      sockets.last.drop();
      await clock.pass(5_000);
    }
    expect(asked).toEqual([undefined, 'token-1', undefined, undefined]);
    await clock.pass(5 * MINUTE);
    sockets.last.drop();
    await clock.pass(30_000);
    expect(asked.filter(Boolean)).toHaveLength(2);
  });

  test('does not doubt the token of a connection that was open', async () => {
    const { clock, sockets, asked } = await opened();
    sockets.last.drop();
    await clock.pass(5_000);
    expect(asked).toEqual([undefined, undefined]);
  });

  test('stops where the person is signed out, until it is opened again', async () => {
    const { clock, sockets, link, states, world } = await opened();
    const { token } = world;
    world.token = () => undefined;
    sockets.last.drop();
    await clock.pass(10 * MINUTE);
    expect(states.slice(-2)).toEqual(['connecting', 'signed-out']);
    expect(sockets.all).toHaveLength(1);
    world.token = token;
    link.open();
    await settled();
    expect(sockets.all).toHaveLength(2);
  });

  test('tries again where no token could be had', async () => {
    const { clock, link, sockets, world, states } = setUp();
    const { token } = world;
    world.token = () => { throw new Error('no network'); };
    link.open();
    await settled();
    expect(states).toEqual(['connecting', 'waiting']);
    world.token = token;
    await clock.pass(1_000);
    expect(sockets.all).toHaveLength(1);
  });

  test('says that it is offline, goes on trying, and comes back at once with the network', async () => {
    const { clock, sockets, surroundings, link, states } = await opened();
    surroundings.goOffline();
    sockets.last.drop();
    expect(states.at(-1)).toBe('offline');
    await clock.pass(500);
    expect(sockets.all).toHaveLength(2); // a local server is reached without a network
    sockets.last.drop();
    surroundings.goOnline();
    link.wake();
    await settled();
    expect(sockets.all).toHaveLength(3);
  });

  test('gives up a handshake that takes longer than 20 s', async () => {
    const { clock, sockets, link } = setUp();
    link.open();
    await clock.pass(20_000);
    expect(sockets.all[0].isClosed).toBe(true);
    await clock.pass(1_000);
    expect(sockets.all).toHaveLength(2);
  });

  test.each([[0, 100], [0.999, 114.98]])('is replaced before API Gateway ends it at 2 h (random %d)', async (random, minutes) => {
    const { clock, sockets } = await opened({ random });
    await clock.pass(minutes * MINUTE - 1);
    expect(sockets.all).toHaveLength(1);
    await clock.pass(MINUTE / 4);
    expect(sockets.all).toHaveLength(2);
    expect(sockets.all[0].isClosed).toBe(true);
  });

  test('tells nothing of sockets that it has let go', async () => {
    const { sockets, link } = await opened();
    const heard: unknown[] = [];
    link.received.listen((data) => heard.push(data));
    const [old] = sockets.all;
    link.reconnect();
    await settled();
    old.receive('late');
    old.drop();
    expect(heard).toEqual([]);
    expect(link.state).toBe('connecting');
    expect(sockets.all).toHaveLength(2);
  });

  test('is closed for good, even while a token is on its way', async () => {
    const { clock, sockets, link } = setUp();
    link.open();
    link.close();
    await clock.pass(10 * MINUTE);
    expect(sockets.all).toHaveLength(0);
    expect(link.state).toBe('closed');
  });
});
