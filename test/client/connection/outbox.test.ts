import { ChatError } from '../../../src/client/connection/chat-error';
import { Outbox } from '../../../src/client/connection/outbox';
import type { Unsent, UnsentStore } from '../../../src/client/connection/unsent';
import type { Message } from '../../../src/protocol/message';
import { FakeClock, settled } from '../fixtures/fake-clock';
import { messageWith } from '../fixtures/message-with';

const HOUR = 3_600_000;

/** Keeps what a browser would keep. */
class MemoryStore implements UnsentStore {
  public readonly kept = new Map<string, Unsent>();

  public load(): Unsent[] {
    return [...this.kept.values()];
  }

  public save(_: string, unsent: Unsent): void {
    this.kept.set(unsent.clientMessageId, unsent);
  }

  public remove(_: string, clientMessageId: string): void {
    this.kept.delete(clientMessageId);
  }
}

function setUp({ store = new MemoryStore(), clock = new FakeClock() } = {}) {
  const attempts: string[] = [];
  const sent: string[] = [];
  let ids = 0;
  const world: { send: (unsent: Unsent) => Promise<Message> } = { send: async ({ text }) => messageWith({ seq: 1, text }) };
  const outbox = new Outbox({
    roomId: 'general',
    clock,
    random: () => 0.5,
    newId: () => `id-${(ids += 1)}`,
    store,
    send: (unsent) => {
      attempts.push(unsent.clientMessageId);
      return world.send(unsent);
    },
    onSent: ({ text }) => sent.push(text),
    onChange: () => {},
  });
  return { clock, outbox, store, attempts, sent, world };
}

const fails = (...errors: ChatError[]) => async ({ text }: Unsent) => {
  const error = errors.shift();
  if (error) throw error;
  return messageWith({ seq: 1, text });
};

describe('an outbox', () => {
  test('waits for the room to be joined', async () => {
    const { outbox, attempts, sent } = setUp();
    outbox.add('hello');
    await settled();
    expect(attempts).toEqual([]);
    outbox.resume();
    await settled();
    expect(sent).toEqual(['hello']);
    expect(outbox.messages).toEqual([]);
  });

  test('has one message on its way at a time', async () => {
    const { outbox, attempts, world } = setUp();
    const answers: ((message: Message) => void)[] = [];
    world.send = () => new Promise((resolve) => { answers.push(resolve); });
    outbox.resume();
    outbox.add('first');
    outbox.add('second');
    await settled();
    expect(attempts).toEqual(['id-1']);
    answers[0](messageWith({ seq: 1 }));
    await settled();
    expect(attempts).toEqual(['id-1', 'id-2']);
  });

  test('tries again under the same name after a lost connection, and keeps the order', async () => {
    const { outbox, attempts, sent, world } = setUp();
    world.send = fails(new ChatError('DISCONNECTED', ''));
    outbox.resume();
    outbox.add('first');
    outbox.add('second');
    await settled();
    expect(sent).toEqual([]);
    outbox.resume();
    await settled();
    expect(attempts).toEqual(['id-1', 'id-1', 'id-2']);
    expect(sent).toEqual(['first', 'second']);
  });

  test('waits as long as the server says when it is too fast, however often', async () => {
    const { clock, outbox, sent, world } = setUp();
    world.send = fails(...Array.from({ length: 20 }, () => new ChatError('RATE_LIMITED', '', 700)));
    outbox.resume();
    outbox.add('hello');
    await clock.pass(700);
    expect(sent).toEqual([]);
    await clock.pass(30_000);
    expect(sent).toEqual(['hello']);
  });

  test.each(['INTERNAL', 'TIMEOUT'] as const)('asks the person after six times %s', async (code) => {
    const { clock, outbox, attempts, world } = setUp();
    world.send = fails(...Array.from({ length: 6 }, () => new ChatError(code, 'no')));
    outbox.resume();
    outbox.add('hello');
    await clock.pass(10 * 60_000);
    expect(attempts).toHaveLength(6);
    expect(outbox.messages).toMatchObject([{ text: 'hello', failure: { code } }]);
    outbox.retry('id-1');
    await settled();
    expect(attempts.at(-1)).toBe('id-1');
    expect(outbox.messages).toEqual([]);
  });

  test.each(['FORBIDDEN', 'INVALID_REQUEST', 'MESSAGE_TOO_LARGE', 'UNKNOWN'] as const)('asks the person at once on %s, and goes on with the next', async (code) => {
    const { outbox, sent, world } = setUp();
    world.send = fails(new ChatError(code, 'why'));
    outbox.resume();
    outbox.add('first');
    outbox.add('second');
    await settled();
    expect(sent).toEqual(['second']);
    expect(outbox.messages).toMatchObject([{ text: 'first', failure: { code, message: 'why' } }]);
  });

  test('asks the person before it sends what is older than a day, since that would be a new message', async () => {
    const { clock, outbox, attempts } = setUp();
    outbox.add('hello');
    clock.skip(24 * HOUR);
    outbox.resume();
    await settled();
    expect(attempts).toEqual([]);
    expect(outbox.messages).toMatchObject([{ failure: { code: 'TOO_OLD' } }]);
    outbox.retry('id-1');
    await settled();
    expect(attempts).toEqual(['id-2']);
  });

  test('keeps what is unsent beyond a reload, under its name', async () => {
    const before = setUp();
    before.outbox.add('hello');
    const after = setUp({ store: before.store, clock: before.clock });
    after.outbox.resume();
    await settled();
    expect(after.attempts).toEqual(['id-1']);
    expect(after.store.kept.size).toBe(0);
  });

  test('does not try by itself after a reload what had failed', async () => {
    const before = setUp();
    before.world.send = fails(new ChatError('FORBIDDEN', 'why'));
    before.outbox.resume();
    before.outbox.add('hello');
    await settled();
    const after = setUp({ store: before.store, clock: before.clock });
    after.outbox.resume();
    await settled();
    expect(after.attempts).toEqual([]);
  });

  test('forgets what the person discards', async () => {
    const { clock, outbox, store, attempts, world } = setUp();
    world.send = () => Promise.reject(new ChatError('INTERNAL', ''));
    outbox.resume();
    outbox.add('hello');
    await settled();
    outbox.discard('id-1');
    await clock.pass(60_000);
    expect(attempts).toHaveLength(1);
    expect(store.kept.size).toBe(0);
    expect(outbox.messages).toEqual([]);
  });
});
