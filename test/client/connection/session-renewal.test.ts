import type { GetToken } from '../../../src/client/connection/access-token';
import { ChatError } from '../../../src/client/connection/chat-error';
import { SessionRenewal } from '../../../src/client/connection/session-renewal';
import { FakeClock } from '../fixtures/fake-clock';

const HOUR = 3_600_000;

/** A session of one hour; tokens are named by number. */
function setUp() {
  const clock = new FakeClock();
  const start = clock.now();
  const token = (name: string) => ({ accessToken: name, expiresAt: new Date(clock.now() + HOUR).toISOString() });
  const events: string[] = [];
  const world: { getToken: GetToken; reauthenticate: (token: string) => Promise<void> } = {
    getToken: async (stale) => token(`${stale}+`),
    reauthenticate: async () => {},
  };
  const renewal = new SessionRenewal({
    clock,
    random: () => 0.5,
    getToken: (stale) => world.getToken(stale),
    reauthenticate: (name) => {
      events.push(`${(clock.now() - start) / 60_000} min: ${name}`);
      return world.reauthenticate(name);
    },
    onSignedOut: () => events.push('signed out'),
    onRefused: () => events.push('refused'),
  });
  renewal.start(token('a'));
  return { clock, renewal, events, world, token };
}

describe('a session', () => {
  test('is renewed at 80 % of its token\'s life, each time with another token', async () => {
    const { clock, events } = setUp();
    await clock.pass(2 * HOUR);
    expect(events).toEqual(['48 min: a+', '96 min: a++']);
  });

  test('is renewed once for all who need it', async () => {
    const { renewal, events } = setUp();
    await Promise.all([renewal.renew(), renewal.renew()]);
    expect(events).toEqual(['0 min: a+']);
    await renewal.renew();
    expect(events).toEqual(['0 min: a+', '0 min: a++']);
  });

  test('is renewed after a sleep in which its time went by', async () => {
    const { clock, renewal, events } = setUp();
    clock.skip(49 * 60_000);
    renewal.wake();
    await clock.pass(0);
    expect(events).toEqual(['49 min: a+']);
  });

  test('is left alone by a short sleep', async () => {
    const { clock, renewal, events } = setUp();
    clock.skip(10 * 60_000);
    renewal.wake();
    await clock.pass(0);
    expect(events).toEqual([]);
  });

  test('ends where the person is signed out', async () => {
    const { clock, events, world } = setUp();
    world.getToken = async () => undefined;
    await clock.pass(48 * 60_000);
    expect(events).toEqual(['signed out']);
  });

  test('is tried again soon where no token could be had', async () => {
    const { clock, events, world } = setUp();
    const { getToken } = world;
    world.getToken = () => Promise.reject(new Error('no network'));
    await clock.pass(48 * 60_000);
    world.getToken = getToken;
    await clock.pass(60_000);
    expect(events).toHaveLength(1);
  });

  test('goes to another handshake where the server refuses the token', async () => {
    const { renewal, events, world } = setUp();
    world.reauthenticate = () => Promise.reject(new ChatError('UNAUTHENTICATED', 'another user'));
    await expect(renewal.renew()).rejects.toMatchObject({ code: 'UNAUTHENTICATED' });
    expect(events).toEqual(['0 min: a+', 'refused']);
  });

  test('is not renewed for a connection that went meanwhile', async () => {
    const { clock, renewal, events } = setUp();
    const renewing = expect(renewal.renew()).rejects.toMatchObject({ code: 'DISCONNECTED' });
    renewal.stop();
    await renewing;
    await clock.pass(2 * HOUR);
    expect(events).toEqual([]);
  });

  test('is not renewed in a rush where the clock is wrong', async () => {
    const { clock, renewal, events } = setUp();
    renewal.start({ accessToken: 'old', expiresAt: new Date(clock.now() - HOUR).toISOString() });
    await clock.pass(29_000);
    expect(events).toEqual([]);
    renewal.start({ accessToken: 'odd', expiresAt: 'soon' });
    await clock.pass(29_000);
    expect(events).toEqual([]);
  });
});
