import type { ChatStore } from '../../../src/handlers/chat/chat-store';
import type { ConnectionStore } from '../../../src/handlers/chat/connection-store';
import type { Send } from '../../../src/handlers/chat/record-message';
import { newRoom, read } from './chat-store-behaviour';
import { type Chatroom, keyOf, sendOf } from './chatroom';
import { type Around, CutInvocation, cutPoints, failing, repeating } from './port-calls';

/**
 * What recording a message does, whatever the stores keep things in.
 *
 * @param stride of pairs of cuts, take one in so many: where the stores are slow
 */
export function recordingBehaviour(create: () => Chatroom<ChatStore, ConnectionStore>, { stride = 1 } = {}): void {
  let chatroom: Chatroom<ChatStore, ConnectionStore>;
  let send: Send;

  beforeEach(() => {
    chatroom = create();
    send = sendOf({ roomId: newRoom() });
  });

  const decided = async () => read(chatroom.store, send.roomId, { from: 1 });
  const stored = async () => (await decided()).flatMap(({ message }) => (message ? [message] : []));

  async function callsOf(invocation: (around: Around) => Promise<unknown>): Promise<string[]> {
    const uncut = new CutInvocation();
    await uncut.run(async () => invocation(uncut.around));
    return uncut.calls;
  }

  /** A reader to whom every number without a message is an old one. */
  async function readLater() {
    chatroom.clock.pass(6_000);
    await chatroom.store.createRoom(send.roomId, chatroom.clock.now());
    return chatroom.history({}, send.roomId);
  }

  test('stores a message with what the server knows of it', async () => {
    const { message, room } = await chatroom.record(send);
    expect(message).toEqual({
      id: expect.stringMatching(/^id-/),
      roomId: send.roomId,
      seq: 1,
      sender: { id: 'ada', name: 'Ada' },
      text: 'hello',
      sentAt: '2026-11-22T10:00:00.000Z',
      clientMessageId: 'c1',
    });
    expect(room).toMatchObject({ seq: 1 });
    expect(await decided()).toEqual([{ seq: 1, message }]);
  });

  test('asks the table no more than it must', async () => {
    expect(await callsOf(async (around) => chatroom.record(send, around))).toEqual(['readReceipt', 'allotSeq', 'putReceipt', 'putMessage']);
    expect(await callsOf(async (around) => chatroom.record(send, around))).toEqual(['readReceipt', 'readDecision']);
  });

  test('answers a retry with the first message, whatever its text and name', async () => {
    const { message } = await chatroom.record(send);
    chatroom.clock.pass(60_000);
    const retry = await chatroom.record({ ...send, text: 'something else', sender: { id: 'ada', name: 'Ada Lovelace' } });
    expect(retry).toEqual({ message, room: undefined });
    expect(await stored()).toEqual([message]);
  });

  test('takes the same clientMessageId of another user, or in another room, for another message', async () => {
    await chatroom.record(send);
    const byGrace = await chatroom.record({ ...send, sender: { id: 'grace', name: 'Grace' } });
    const elsewhere = await chatroom.record({ ...send, roomId: newRoom() });
    expect(byGrace.message.seq).toBe(2);
    expect(elsewhere.message.seq).toBe(1);
    expect(await stored()).toHaveLength(2);
  });

  test('does not take one user\'s send for another\'s where their ids run into one another', async () => {
    await chatroom.record({ ...send, sender: { id: 'a', name: 'Ada' }, clientMessageId: 'b-c' });
    await chatroom.record({ ...send, sender: { id: 'a-b', name: 'Grace' }, clientMessageId: 'c' });
    expect(await stored()).toHaveLength(2);
  });

  test('gives concurrent tries of one send one answer', async () => {
    const answers = await Promise.all(Array.from({ length: 8 }, async (_, index) => chatroom.record({ ...send, text: `try ${index}` })));
    const [{ message }] = answers;
    for (const answer of answers) expect(answer.message).toEqual(message);
    expect(await stored()).toEqual([message]);
  });

  test('gives concurrent sends numbers of their own', async () => {
    const answers = await Promise.all(Array.from({ length: 8 }, async (_, index) => chatroom.record({ ...send, clientMessageId: `c${index}` })));
    expect(answers.map(({ message }) => message.seq).sort((a, b) => a - b)).toEqual([1, 2, 3, 4, 5, 6, 7, 8]);
    expect(await stored()).toHaveLength(8);
  });

  test('gives up one number where another try was faster, and no more', async () => {
    const faster: Around = async (call, perform) => {
      if (call === 'putReceipt') await chatroom.record({ ...send, text: 'faster' });
      return perform();
    };
    const { message } = await chatroom.record(send, faster);
    expect(message).toMatchObject({ seq: 2, text: 'faster' });
    expect(await decided()).toEqual([{ seq: 1 }, { seq: 2, message }]);
    expect(await chatroom.store.readRoom(send.roomId)).toMatchObject({ seq: 2 });
  });

  test('takes another number where its own was settled as empty, and its retries find it there', async () => {
    const voidFirst: Around = async (call, perform) => {
      if (call === 'putMessage') await chatroom.store.putVoid(send.roomId, 1);
      return perform();
    };
    const { message, room } = await chatroom.record(send, voidFirst);
    expect(message.seq).toBe(2);
    expect(room).toMatchObject({ seq: 2 });
    expect(await chatroom.record(send)).toEqual({ message });
    expect(await decided()).toEqual([{ seq: 1 }, { seq: 2, message }]);
  });

  test('takes as many numbers as are settled as empty before it', async () => {
    let seq = 0;
    const voidThree: Around = async (call, perform) => {
      if (call === 'putMessage' && seq < 3) await chatroom.store.putVoid(send.roomId, (seq += 1));
      return perform();
    };
    const { message } = await chatroom.record(send, voidThree);
    expect(message.seq).toBe(4);
    expect(await stored()).toEqual([message]);
  });

  test('gives a send another number where its receipt has expired', async () => {
    await chatroom.record(send);
    const expired: Around = async (call, perform) => (call === 'readReceipt' ? undefined as never : perform());
    const [first] = await stored();
    const again = await chatroom.record({ ...send, clientMessageId: 'c2' }, expired);
    expect(again.message.seq).toBe(2);
    expect(await stored()).toEqual([first, again.message]);
  });

  describe('cut off before or after any call', () => {
    const interruptions: [string, () => Promise<unknown>][] = [
      ['and retried at once', async () => undefined],
      ['read by somebody much later, and retried', readLater],
    ];

    test.each(interruptions)('is stored once: %s', async (_, meanwhile) => {
      const { length } = await callsOf(async (around) => chatroom.record({ ...send, roomId: newRoom() }, around));
      expect(length).toBe(4);
      for (const point of cutPoints(length)) {
        send = { ...send, roomId: newRoom() };
        const cut = new CutInvocation(point);
        expect(await cut.run(async () => chatroom.record(send, cut.around))).toEqual({ cutOff: true });
        const before = await stored();
        await meanwhile();
        const { message } = await chatroom.record({ ...send, text: 'retry' });
        expect(await stored()).toEqual([message]);
        if (before.length > 0) expect(message).toEqual(before[0]);
        expect(message.text).toBe(before.length > 0 ? 'hello' : 'retry');
      }
    });

    test.each(interruptions)('twice, at any two points, is stored once: %s', async (_, meanwhile) => {
      const pairs = cutPoints(4).flatMap((first) => cutPoints(8).map((second) => [first, second] as const));
      for (const [first, second] of pairs.filter((_pair, index) => index % stride === 0)) {
        send = { ...send, roomId: newRoom() };
        const cut = new CutInvocation(first);
        await cut.run(async () => chatroom.record(send, cut.around));
        await meanwhile();
        const again = new CutInvocation(second);
        const retry = await again.run(async () => chatroom.record(send, again.around));
        await meanwhile();
        const { message } = await chatroom.record(send);
        expect(await stored()).toEqual([message]);
        if ('answer' in retry) expect(retry.answer.message).toEqual(message);
      }
    });

    test('leaves nothing that the next reader does not settle', async () => {
      for (const point of cutPoints(4)) {
        send = { ...send, roomId: newRoom() };
        const cut = new CutInvocation(point);
        await cut.run(async () => chatroom.record(send, cut.around));
        const { message: next } = await chatroom.record({ ...send, clientMessageId: 'next' });
        const { highWatermark } = await readLater();
        expect(highWatermark).toBe(next.seq);
      }
    });
  });

  test('stores a message once where an answer of the table is lost and its call repeated', async () => {
    for (let call = 1; call <= 4; call += 1) {
      send = { ...send, roomId: newRoom() };
      const { message } = await chatroom.record(send, repeating(call));
      expect(await stored()).toEqual([message]);
      expect(await chatroom.record(send)).toMatchObject({ message });
    }
  });

  test('does not give up its number where the answer to its receipt is lost', async () => {
    const { message } = await chatroom.record(send, repeating(3));
    expect(message.seq).toBe(1);
    expect(await decided()).toEqual([{ seq: 1, message }]);
  });

  test('does not give up its second number where the answer to its moved receipt is lost', async () => {
    await chatroom.store.putReceipt(keyOf(send), 1, chatroom.clock.now());
    await chatroom.store.allotSeq(send.roomId, chatroom.clock.now());
    await chatroom.store.putVoid(send.roomId, 1);
    const calls = ['readReceipt', 'readDecision', 'putMessage', 'readDecision', 'allotSeq', 'moveReceipt', 'putMessage'];
    const copy = newRoom();
    await chatroom.store.putReceipt({ ...keyOf(send), roomId: copy }, 1, chatroom.clock.now());
    await chatroom.store.allotSeq(copy, chatroom.clock.now());
    await chatroom.store.putVoid(copy, 1);
    expect(await callsOf(async (around) => chatroom.record({ ...send, roomId: copy }, around))).toEqual(calls);

    const { message } = await chatroom.record(send, repeating(calls.indexOf('moveReceipt') + 1));
    expect(await decided()).toEqual([{ seq: 1 }, { seq: 2, message }]);
  });

  test('says so where the table fails, and a retry mends it', async () => {
    for (let call = 1; call <= 4; call += 1) {
      send = { ...send, roomId: newRoom() };
      await expect(chatroom.record(send, failing(call))).rejects.toThrow('the table is throttled');
      const { message } = await chatroom.record(send);
      expect(await stored()).toEqual([message]);
    }
  });
}
