import * as fc from 'fast-check';
import type { History } from '../../../src/handlers/chat/read-history';
import type { Message } from '../../../src/protocol/message';
import { keyOf, memoryChatroom, sendOf } from './chatroom';
import { type Around, CutInvocation, type CutPoint, nested } from './port-calls';
import { recordingBehaviour } from './recording-behaviour';

describe('recording a message in memory', () => {
  recordingBehaviour(memoryChatroom);

  test('puts the receipt again where another\'s has expired just after it was in the way', async () => {
    const chatroom = memoryChatroom();
    const send = sendOf();
    await chatroom.store.putReceipt(keyOf(send), 99);
    let reads = 0;
    const expiring: Around = async (call, perform) => {
      if (call === 'readReceipt' && (reads += 1) === 1) return undefined as never;
      if (call === 'readReceipt') chatroom.store.expireReceipt(keyOf(send));
      return perform();
    };
    const { message } = await chatroom.record(send, expiring);
    expect(message.seq).toBe(1);
    expect(await chatroom.store.readReceipt(keyOf(send))).toBe(1);
  });

  test('begins anew where the receipt of an empty number has expired just before it would move', async () => {
    const chatroom = memoryChatroom();
    const send = sendOf();
    await chatroom.store.allotSeq(send.roomId, chatroom.clock.now());
    await chatroom.store.putReceipt(keyOf(send), 1);
    await chatroom.store.putVoid(send.roomId, 1);
    const expiring: Around = async (call, perform) => {
      if (call === 'moveReceipt') chatroom.store.expireReceipt(keyOf(send));
      return perform();
    };
    const { message } = await chatroom.record(send, expiring);
    expect(chatroom.store.messages(send.roomId)).toEqual([message]);
    expect(await chatroom.store.readReceipt(keyOf(send))).toBe(message.seq);
  });
});

interface Schedule {
  /** For each send its tries, which run at the same time. */
  readonly sends: readonly (readonly (CutPoint | undefined)[])[];
  readonly readers: number;
  /** How much time passes at the calls, over and over. */
  readonly delays: readonly number[];
}

const cutPoint = fc.record({ call: fc.integer({ min: 1, max: 10 }), when: fc.constantFrom<CutPoint['when']>('before', 'after') });
const schedule: fc.Arbitrary<Schedule> = fc.record({
  sends: fc.array(fc.array(fc.option(cutPoint, { nil: undefined }), { minLength: 1, maxLength: 3 }), { minLength: 1, maxLength: 4 }),
  readers: fc.nat({ max: 3 }),
  delays: fc.array(fc.constantFrom(0, 1, 400, 3_000, 6_000), { minLength: 1, maxLength: 7 }),
});

describe('whatever the order of calls, and wherever tries are cut off', () => {
  /** Runs a schedule, then lets every send be retried and everything be settled. */
  async function play({ sends, readers, delays }: Schedule, scheduler: fc.Scheduler) {
    const chatroom = memoryChatroom({ pageSize: 2 });
    await chatroom.store.createRoom('general');
    const answers = new Map<string, Message[]>();
    const pages: History[] = [];
    let calls = 0;
    const interleaved: Around = async (call, perform) => {
      await scheduler.schedule(Promise.resolve(), call);
      chatroom.clock.pass(delays[(calls += 1) % delays.length]);
      return perform();
    };
    const sendWith = (index: number, text: string) => sendOf({ clientMessageId: `c${index}`, sender: { id: `user-${index % 2}`, name: 'Ada' }, text });
    const note = (index: number, message: Message) => answers.set(`c${index}`, [...answers.get(`c${index}`) ?? [], message]);

    const tries = sends.flatMap((points, index) => points.map(async (point, number) => {
      const invocation = new CutInvocation(point);
      const send = sendWith(index, `text of try ${number}`);
      const outcome = await invocation.run(async () => chatroom.record(send, nested(invocation.around, interleaved)));
      if ('answer' in outcome) note(index, outcome.answer.message);
    }));
    const reads = Array.from({ length: readers }, async () => {
      for (let turn = 0; turn < 3; turn += 1) pages.push(await chatroom.history({ after: 0 }, 'general', interleaved));
    });
    await scheduler.waitFor(Promise.all([...tries, ...reads]));

    for (const index of sends.keys()) note(index, (await chatroom.record(sendWith(index, 'last'))).message);
    chatroom.clock.pass(10_000);
    const { highWatermark } = await chatroom.history();
    return { chatroom, answers, pages, highWatermark, stored: chatroom.store.messages('general') };
  }

  test('each send is stored once, and every answer to it is that message', async () => {
    await fc.assert(fc.asyncProperty(schedule, fc.scheduler(), async (plan, scheduler) => {
      const { answers, stored } = await play(plan, scheduler);
      expect(stored).toHaveLength(plan.sends.length);
      for (const [clientMessageId, messages] of answers) {
        const [message] = stored.filter((each) => each.clientMessageId === clientMessageId);
        for (const answer of messages) expect(answer).toEqual(message);
      }
    }), { numRuns: 400 });
  });

  test('a watermark covers no number that changes later', async () => {
    await fc.assert(fc.asyncProperty(schedule, fc.scheduler(), async (plan, scheduler) => {
      const { pages, stored } = await play(plan, scheduler);
      for (const { messages, highWatermark, hasMore } of pages) {
        expect(hasMore).toBe(false);
        const covered = (each: readonly Message[]) => each.filter(({ seq }) => seq <= highWatermark);
        expect(covered(messages)).toEqual(covered(stored));
        expect(stored).toEqual(expect.arrayContaining([...messages]));
      }
    }), { numRuns: 400 });
  });

  test('every number is decided in the end', async () => {
    await fc.assert(fc.asyncProperty(schedule, fc.scheduler(), async (plan, scheduler) => {
      const { chatroom, highWatermark } = await play(plan, scheduler);
      expect(highWatermark).toBe((await chatroom.store.readRoom('general'))!.seq);
      expect(chatroom.store.decided('general').map(({ seq }) => seq)).toEqual(Array.from({ length: highWatermark }, (_, index) => index + 1));
    }), { numRuns: 100 });
  });
});
