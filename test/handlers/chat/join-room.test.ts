import * as fc from 'fast-check';
import { leaveRoom } from '../../../src/handlers/chat/leave-room';
import type { MessageEvent } from '../../../src/protocol/event';
import type { Message } from '../../../src/protocol/message';
import { messageAt } from './chat-store-behaviour';
import { type Chatroom, HOUR_MS, memoryChatroom } from './chatroom';
import { readRoomConnections } from './connection-store-behaviour';
import { type Around, CutInvocation, cutPoints, nested } from './port-calls';

let chatroom: Chatroom;

beforeEach(async () => {
  chatroom = memoryChatroom({ pageSize: 3 });
  await chatroom.connect('c');
});

const leave = async (roomId = 'general', around?: Around) => leaveRoom({ connectionId: 'c', roomId }, chatroom.ports(around));
const inRoom = async (roomId = 'general') => (await readRoomConnections(chatroom.connections, roomId)).map(({ connectionId }) => connectionId);

/** What the connection knows: what its join read, and what was delivered to it. */
function known(read: readonly Message[]): number[] {
  const delivered = (chatroom.poster.delivered('c') as MessageEvent[]).map(({ message }) => message);
  return Array.from(new Set([...read, ...delivered].map(({ seq }) => seq))).sort((a, b) => a - b);
}

async function messages(count: number) {
  for (let seq = 1; seq <= count; seq += 1) await chatroom.record({ clientMessageId: `c${seq}` });
}

describe('joining', () => {
  test('makes a room that nobody ever joined', async () => {
    await expect(chatroom.history()).rejects.toMatchObject({ code: 'ROOM_NOT_FOUND' });
    expect(await chatroom.join('c')).toEqual({ messages: [], highWatermark: 0, hasMore: false });
    expect(await chatroom.history()).toEqual({ messages: [], highWatermark: 0, hasMore: false });
  });

  test('lists the connection in the room until its session ends', async () => {
    await chatroom.join('c');
    expect(await readRoomConnections(chatroom.connections, 'general')).toEqual([
      { connectionId: 'c', userId: 'user-of-c', sessionExpiresAt: chatroom.clock.now() + HOUR_MS },
    ]);
    expect(chatroom.connections.notesOf('c')).toEqual(['itself', 'user user-of-c', 'room general']);
  });

  test('tells the watermark, and no messages where none were asked for', async () => {
    await messages(5);
    expect(await chatroom.join('c')).toEqual({ messages: [], highWatermark: 5, hasMore: false });
  });

  test('brings what getMessages with limit 100 would bring', async () => {
    await messages(130);
    for (const after of [0, 5, 29, 30, 31, 130, 1_000]) {
      expect(await chatroom.join('c', 'general', { after })).toEqual(await chatroom.history({ after, limit: 100 }));
    }
    expect(await chatroom.join('c', 'general', { after: 29 })).toMatchObject({ hasMore: true });
    expect(await chatroom.join('c', 'general', { after: 30 })).toMatchObject({ hasMore: false });
  });

  test('a room again is always allowed', async () => {
    await chatroom.join('c');
    await chatroom.join('c');
    expect(await inRoom()).toEqual(['c']);
    expect(await chatroom.connections.read('c')).toMatchObject({ rooms: new Set(['general']) });
  });

  test('a 51st room is forbidden; again one of the fifty, or after leaving one, is not', async () => {
    for (let room = 1; room <= 50; room += 1) await chatroom.join('c', `room-${room}`);
    await expect(chatroom.join('c', 'room-51')).rejects.toMatchObject({ code: 'FORBIDDEN' });
    expect(await inRoom('room-51')).toEqual([]);
    await chatroom.join('c', 'room-50');
    await leave('room-1');
    await chatroom.join('c', 'room-51');
    expect(await inRoom('room-51')).toEqual(['c']);
  });

  test('is for sessions that last', async () => {
    chatroom.clock.pass(HOUR_MS);
    await expect(chatroom.join('c')).rejects.toMatchObject({ code: 'SESSION_EXPIRED' });
    expect(await inRoom()).toEqual([]);
  });

  test('is for the session before it is for the number of rooms', async () => {
    for (let room = 1; room <= 50; room += 1) await chatroom.join('c', `room-${room}`);
    chatroom.clock.pass(HOUR_MS);
    await expect(chatroom.join('c', 'room-51')).rejects.toMatchObject({ code: 'SESSION_EXPIRED' });
  });

  test('is for connections that are open', async () => {
    await expect(chatroom.join('nobody')).rejects.toMatchObject({ code: 'SESSION_EXPIRED' });
    expect(await inRoom()).toEqual([]);
  });

  test('lists the connection before it reads the room', async () => {
    const invocation = new CutInvocation();
    await chatroom.join('c', 'general', { around: invocation.around });
    const { calls } = invocation;
    expect(calls.slice(0, 2)).toEqual(['addRoom', 'putInRoom']);
    expect(calls.indexOf('readRoom')).toBeGreaterThan(calls.indexOf('putInRoom'));
    expect(calls.indexOf('readDecisions')).toBeGreaterThan(calls.indexOf('readRoom'));
  });

  test('that is cut off anywhere can be done again', async () => {
    const uncut = new CutInvocation();
    await uncut.run(async () => chatroom.join('c', 'general', { around: uncut.around }));
    for (const point of cutPoints(uncut.calls.length)) {
      chatroom = memoryChatroom();
      await chatroom.connect('c');
      const cut = new CutInvocation(point);
      expect(await cut.run(async () => chatroom.join('c', 'general', { around: cut.around }))).toEqual({ cutOff: true });
      expect(await chatroom.join('c')).toEqual({ messages: [], highWatermark: 0, hasMore: false });
      expect(await inRoom()).toEqual(['c']);
    }
  });
});

describe('leaving', () => {
  test('ends delivery', async () => {
    await chatroom.join('c');
    await leave();
    expect(await inRoom()).toEqual([]);
    expect(chatroom.connections.notesOf('c')).toEqual(['itself', 'user user-of-c']);
    await chatroom.deliver(messageAt('general', 1));
    expect(chatroom.poster.posts).toEqual([]);
  });

  test('leaves the other rooms alone', async () => {
    await chatroom.join('c');
    await chatroom.join('c', 'other');
    await leave();
    expect(await inRoom('other')).toEqual(['c']);
    expect(await chatroom.connections.read('c')).toMatchObject({ rooms: new Set(['other']) });
  });

  test('a room that is not joined, or not there, is no error', async () => {
    await leave();
    await leave('nowhere');
    await chatroom.join('c');
    await leave();
    await leave();
    await expect(chatroom.history({}, 'nowhere')).rejects.toMatchObject({ code: 'ROOM_NOT_FOUND' });
  });

  test('is for sessions that last, on connections that are open', async () => {
    await chatroom.join('c');
    chatroom.clock.pass(HOUR_MS);
    await expect(leave()).rejects.toMatchObject({ code: 'SESSION_EXPIRED' });
    await expect(leaveRoom({ connectionId: 'nobody', roomId: 'general' }, chatroom.ports())).rejects.toMatchObject({ code: 'SESSION_EXPIRED' });
  });

  test('that is cut off anywhere can be done again', async () => {
    for (const point of cutPoints(2)) {
      await chatroom.join('c');
      const cut = new CutInvocation(point);
      expect(await cut.run(async () => leave('general', cut.around))).toEqual({ cutOff: true });
      await leave();
      expect(chatroom.connections.notesOf('c')).toEqual(['itself', 'user user-of-c']);
    }
  });
});

describe('whatever the order of calls', () => {
  const delays = fc.array(fc.constantFrom(0, 0, 1, 400), { minLength: 1, maxLength: 5 });
  const sendersAndBefore = fc.tuple(fc.integer({ min: 1, max: 4 }), fc.nat({ max: 3 }));

  test('a message is in what a join reads, or is delivered to it, or both', async () => {
    await fc.assert(fc.asyncProperty(sendersAndBefore, delays, fc.scheduler(), async ([senders, before], steps, scheduler) => {
      chatroom = memoryChatroom({ pageSize: 2 });
      await chatroom.connect('c');
      await chatroom.store.createRoom('general');
      await messages(before);
      let calls = 0;
      const interleaved: Around = async (call, perform) => {
        await scheduler.schedule(Promise.resolve(), call);
        chatroom.clock.pass(steps[(calls += 1) % steps.length]);
        return perform();
      };
      const joining = chatroom.join('c', 'general', { after: 0, around: interleaved });
      const sending = Array.from({ length: senders }, async (_, index) => {
        const { message } = await chatroom.record({ clientMessageId: `new-${index}` }, interleaved);
        await chatroom.deliver(message, 'sender', interleaved);
      });
      await scheduler.waitFor(Promise.all([joining, ...sending]));

      expect(known((await joining).messages)).toEqual(chatroom.store.messages('general').map(({ seq }) => seq));
    }), { numRuns: 300 });
  });

  test('a join that is cut off and tried again misses nothing either', async () => {
    const point = fc.record({ call: fc.integer({ min: 1, max: 6 }), when: fc.constantFrom<'before' | 'after'>('before', 'after') });
    await fc.assert(fc.asyncProperty(point, fc.integer({ min: 1, max: 3 }), fc.scheduler(), async (cutPoint, senders, scheduler) => {
      chatroom = memoryChatroom();
      await chatroom.connect('c');
      await chatroom.store.createRoom('general');
      const interleaved: Around = async (call, perform) => {
        await scheduler.schedule(Promise.resolve(), call);
        return perform();
      };
      const joining = (async () => {
        const cut = new CutInvocation(cutPoint);
        await cut.run(async () => chatroom.join('c', 'general', { around: nested(cut.around, interleaved) }));
        return chatroom.join('c', 'general', { after: 0, around: interleaved });
      })();
      const sending = Array.from({ length: senders }, async (_, index) => {
        const { message } = await chatroom.record({ clientMessageId: `new-${index}` }, interleaved);
        await chatroom.deliver(message, 'sender', interleaved);
      });
      await scheduler.waitFor(Promise.all([joining, ...sending]));

      expect(known((await joining).messages)).toHaveLength(senders);
    }), { numRuns: 200 });
  });
});
