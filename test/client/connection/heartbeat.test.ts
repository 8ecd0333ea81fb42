import { Heartbeat } from '../../../src/client/connection/heartbeat';
import { FakeClock } from '../fixtures/fake-clock';

const MINUTE = 60_000;

/** A server that answers each ping, until `isDead`. */
function setUp({ random = 0 } = {}) {
  const clock = new FakeClock();
  const start = clock.now();
  const world = { isDead: false };
  const pings: number[] = [];
  const silences: number[] = [];
  const heartbeat: Heartbeat = new Heartbeat({
    clock,
    random: () => random,
    ping: () => {
      pings.push(clock.now() - start);
      heartbeat.wrote();
      if (!world.isDead) heartbeat.heard();
    },
    onSilence: () => silences.push(clock.now() - start),
  });
  heartbeat.start();
  return { clock, heartbeat, pings, silences, world };
}

describe('a connection', () => {
  test('pings every 9 minutes when nothing happens, so that API Gateway does not close it', async () => {
    const { clock, pings } = setUp();
    await clock.pass(28 * MINUTE);
    expect(pings).toEqual([9 * MINUTE, 18 * MINUTE, 27 * MINUTE]);
  });

  test.each([[0, 20_000], [0.5, 30_000]])('pings once 20 to 40 s after the last event (random %d)', async (random, wait) => {
    const { clock, heartbeat, pings } = setUp({ random });
    heartbeat.event();
    await clock.pass(15_000);
    heartbeat.event();
    await clock.pass(5 * MINUTE);
    expect(pings).toEqual([15_000 + wait]);
  });

  test('shares one ping between rooms that are joined together', async () => {
    const { clock, heartbeat, pings } = setUp();
    heartbeat.soon();
    await clock.pass(100);
    heartbeat.soon();
    await clock.pass(1_000);
    expect(pings).toEqual([250]);
  });

  test('counts as dead when nothing comes within 15 s of something written', async () => {
    const { clock, heartbeat, silences } = setUp();
    heartbeat.wrote();
    await clock.pass(10_000);
    heartbeat.wrote();
    await clock.pass(MINUTE);
    expect(silences).toEqual([15_000]);
  });

  test('counts as dead sooner when there is a reason to doubt it', async () => {
    const { clock, heartbeat, pings, silences, world } = setUp();
    world.isDead = true;
    heartbeat.probe();
    await clock.pass(MINUTE);
    expect(pings).toEqual([0]);
    expect(silences).toEqual([4_000]);
  });

  test('lives when anything comes', async () => {
    const { clock, heartbeat, silences } = setUp();
    heartbeat.probe();
    heartbeat.wrote();
    await clock.pass(14_000);
    heartbeat.heard();
    await clock.pass(MINUTE);
    expect(silences).toEqual([]);
  });

  test('that is gone does neither', async () => {
    const { clock, heartbeat, pings, silences } = setUp();
    heartbeat.event();
    heartbeat.soon();
    heartbeat.wrote();
    heartbeat.stop();
    await clock.pass(60 * MINUTE);
    expect([pings, silences]).toEqual([[], []]);
  });
});
