import * as fc from 'fast-check';
import { admitSend } from '../../../src/handlers/chat/admit-send';
import { ChatError } from '../../../src/handlers/chat/chat-error';
import { RateLimit } from '../../../src/handlers/chat/rate-limit';
import { type Chatroom, HOUR_MS, memoryChatroom } from './chatroom';
import { type Around, CutInvocation } from './port-calls';

const TEN_A_SECOND = new RateLimit(10);

let room: Chatroom;

/** What came of a send: nothing, or the error's code and wait. */
async function sendNow({ rateLimit = TEN_A_SECOND, roomId = 'general', around }: { rateLimit?: RateLimit | 'none'; roomId?: string; around?: Around } = {}) {
  try {
    const { userId } = await admitSend('c', roomId, { ...room.ports(around), rateLimit: rateLimit === 'none' ? undefined : rateLimit });
    return userId;
  } catch (error) {
    if (!(error instanceof ChatError)) throw error;
    const { code, retryAfterMs } = error;
    return retryAfterMs === undefined ? code : { code, retryAfterMs };
  }
}

beforeEach(async () => {
  room = memoryChatroom();
  await room.connect('c');
  await room.join('c');
});

describe('a message is let through', () => {
  test('as its user\'s, in one call of the table', async () => {
    const invocation = new CutInvocation();
    expect(await sendNow({ around: invocation.around })).toBe('user-of-c');
    expect(invocation.calls).toEqual(['admit']);
  });

  test('under the name of the connection', async () => {
    expect(await admitSend('c', 'general', { ...room.ports(), rateLimit: undefined })).toMatchObject({ userId: 'user-of-c', name: 'Ada' });
  });

  test('until the session\'s last millisecond', async () => {
    room.clock.pass(HOUR_MS - 1);
    expect(await sendNow()).toBe('user-of-c');
    room.clock.pass(1);
    expect(await sendNow()).toBe('SESSION_EXPIRED');
  });

  test('after a renewal, without joining again', async () => {
    room.clock.pass(HOUR_MS);
    await room.connections.renew({ connectionId: 'c', userId: 'user-of-c', name: 'Ada', originJti: 'j', sessionExpiresAt: room.clock.now() + HOUR_MS });
    expect(await sendNow()).toBe('user-of-c');
  });
});

describe('a message is refused', () => {
  async function exhaust() {
    for (let sent = 0; sent < 50; sent += 1) expect(await sendNow()).toBe('user-of-c');
    expect(await sendNow()).toEqual({ code: 'RATE_LIMITED', retryAfterMs: 100 });
  }

  test('for the session first, then for the room, then for the rate', async () => {
    await exhaust();
    expect(await sendNow({ roomId: 'other' })).toBe('NOT_IN_ROOM');
    room.clock.pass(HOUR_MS);
    expect(await sendNow({ roomId: 'other' })).toBe('SESSION_EXPIRED');
  });

  test('for the session where its room is joined and its rate is right', async () => {
    room.clock.pass(HOUR_MS + 1);
    expect(await sendNow()).toBe('SESSION_EXPIRED');
    expect(await sendNow({ rateLimit: 'none' })).toBe('SESSION_EXPIRED');
  });

  test('after the room was left', async () => {
    await room.connections.removeRoom('c', 'general', room.clock.now());
    expect(await sendNow()).toBe('NOT_IN_ROOM');
  });

  test('on a connection that is closed', async () => {
    await room.connections.remove({ connectionId: 'c', userId: 'user-of-c' });
    expect(await sendNow()).toBe('SESSION_EXPIRED');
  });

  test('without counting: who is refused waits no longer', async () => {
    await exhaust();
    for (let tries = 0; tries < 10; tries += 1) expect(await sendNow()).toEqual({ code: 'RATE_LIMITED', retryAfterMs: 100 });
    room.clock.pass(100);
    expect(await sendNow()).toBe('user-of-c');
  });

  test('by words for a person, who is told how long to wait', async () => {
    await exhaust();
    await expect(admitSend('c', 'general', { ...room.ports(), rateLimit: TEN_A_SECOND })).rejects.toThrow('too many messages: wait 100 ms');
  });
});

describe('ten messages a second', () => {
  test('come in bursts of fifty, and then one every 100 ms', async () => {
    for (let sent = 0; sent < 50; sent += 1) expect(await sendNow()).toBe('user-of-c');
    for (let sent = 0; sent < 10; sent += 1) {
      expect(await sendNow()).toEqual({ code: 'RATE_LIMITED', retryAfterMs: 100 });
      room.clock.pass(99);
      expect(await sendNow()).toEqual({ code: 'RATE_LIMITED', retryAfterMs: 1 });
      room.clock.pass(1);
      expect(await sendNow()).toBe('user-of-c');
    }
  });

  test('may come for ever when they come evenly', async () => {
    for (let sent = 0; sent < 200; sent += 1) {
      expect(await sendNow()).toBe('user-of-c');
      room.clock.pass(100);
    }
    for (let sent = 0; sent < 50; sent += 1) expect(await sendNow()).toBe('user-of-c');
  });

  test('leave a whole burst again after five seconds of quiet, and never more', async () => {
    for (let sent = 0; sent < 50; sent += 1) await sendNow();
    room.clock.pass(60_000);
    for (let sent = 0; sent < 50; sent += 1) expect(await sendNow()).toBe('user-of-c');
    expect(await sendNow()).toMatchObject({ code: 'RATE_LIMITED' });
  });

  test('are fifty of a hundred that come together', async () => {
    const outcomes = await Promise.all(Array.from({ length: 100 }, async () => sendNow()));
    expect(outcomes.filter((outcome) => outcome === 'user-of-c')).toHaveLength(50);
    expect(outcomes.filter((outcome) => typeof outcome === 'object' && outcome.code === 'RATE_LIMITED')).toHaveLength(50);
  });

  test('are counted by connection', async () => {
    for (let sent = 0; sent < 50; sent += 1) await sendNow();
    await room.connect('d', { userId: 'user-of-c' });
    await room.join('d');
    expect(await admitSend('d', 'general', { ...room.ports(), rateLimit: TEN_A_SECOND })).toMatchObject({ connectionId: 'd' });
  });
});

describe('any rate', () => {
  test.each([0.1, 0.2, 0.5, 1, 3, 7, 10, 60, 1_000])('lets its burst through and then waits as long as it says: %d a second', async (rate) => {
    const rateLimit = new RateLimit(rate);
    const burst = Math.max(1, Math.floor(rate * 5));
    for (let sent = 0; sent < burst; sent += 1) expect(await sendNow({ rateLimit })).toBe('user-of-c');
    for (let again = 0; again < 5; again += 1) {
      const refusal = await sendNow({ rateLimit });
      expect(refusal).toMatchObject({ code: 'RATE_LIMITED' });
      const { retryAfterMs } = refusal as { retryAfterMs: number };
      expect(Number.isInteger(retryAfterMs)).toBe(true);
      expect(retryAfterMs).toBeGreaterThan(0);
      expect(retryAfterMs).toBeLessThanOrEqual(Math.ceil(1_000 / rate));
      room.clock.pass(retryAfterMs);
      expect(await sendNow({ rateLimit })).toBe('user-of-c');
    }
  });

  test('is kept in the long run, whenever messages come', async () => {
    const gapsBetween = fc.array(fc.nat({ max: 400 }), { maxLength: 200 });
    await fc.assert(fc.asyncProperty(fc.integer({ min: 1, max: 50 }), gapsBetween, async (rate, gaps) => {
      room = memoryChatroom();
      await room.connect('c');
      await room.join('c');
      const rateLimit = new RateLimit(rate);
      const start = room.clock.now();
      let passed = 0;
      for (const gap of gaps) {
        room.clock.pass(gap);
        if (await sendNow({ rateLimit }) === 'user-of-c') passed += 1;
        expect(passed).toBeLessThanOrEqual(rate * 5 + ((room.clock.now() - start + 1) * rate) / 1_000);
      }
    }), { numRuns: 100 });
  });

  test('of 0 is none', async () => {
    for (let sent = 0; sent < 200; sent += 1) expect(await sendNow({ rateLimit: 'none' })).toBe('user-of-c');
  });
});

describe('what comes in between', () => {
  /** Does something once, just after the first admission was refused. */
  const thenJoin = (): Around => {
    let done = false;
    return async (call, perform) => {
      const answer = await perform();
      if (call === 'admit' && answer === undefined && !done) {
        done = true;
        await room.join('c', 'other');
      }
      return answer;
    };
  };

  test.each<[string, RateLimit | 'none']>([['a rate', TEN_A_SECOND], ['no rate', 'none']])('a join lets the message through: with %s', async (_, rateLimit) => {
    expect(await sendNow({ roomId: 'other', rateLimit, around: thenJoin() })).toBe('user-of-c');
  });

  test('others, again and again, make it one too many, and never an error of ours', async () => {
    const around: Around = async (call, perform) => (call === 'admit' ? undefined as never : perform());
    expect(await sendNow({ around })).toMatchObject({ code: 'RATE_LIMITED', retryAfterMs: 100 });
    await expect(admitSend('c', 'general', { ...room.ports(around), rateLimit: new RateLimit(7) })).rejects.toThrow('wait 143 ms');
  });
});
