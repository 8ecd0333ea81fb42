import { ping } from '../../../src/handlers/chat/ping';
import { HOUR_MS, memoryChatroom } from './chatroom';
import { CutInvocation } from './port-calls';

describe('a ping', () => {
  test('tells the latest number of each joined room, and of no other', async () => {
    const chatroom = memoryChatroom();
    await chatroom.connect('c');
    await chatroom.join('c');
    await chatroom.join('c', 'quiet');
    await chatroom.record();
    await chatroom.record({ clientMessageId: 'c2' });
    await chatroom.record({ roomId: 'not-joined' });
    expect(await ping('c', chatroom.ports())).toEqual({ general: 2, quiet: 0 });
  });

  test('tells a number as soon as it is allotted, decided or not', async () => {
    const chatroom = memoryChatroom();
    await chatroom.connect('c');
    await chatroom.join('c');
    await chatroom.store.allotSeq('general', chatroom.clock.now());
    expect(await ping('c', chatroom.ports())).toEqual({ general: 1 });
  });

  test('tells 0 of a room that is not made yet', async () => {
    const chatroom = memoryChatroom();
    await chatroom.connect('c');
    await chatroom.connections.addRoom('c', 'general', chatroom.clock.now(), 50);
    expect(await ping('c', chatroom.ports())).toEqual({ general: 0 });
  });

  test('is answered where no room is joined, after the session\'s end and on a connection that is closed', async () => {
    const chatroom = memoryChatroom();
    await chatroom.connect('c');
    expect(await ping('c', chatroom.ports())).toEqual({});
    await chatroom.join('c');
    chatroom.clock.pass(2 * HOUR_MS);
    expect(await ping('c', chatroom.ports())).toEqual({ general: 0 });
    expect(await ping('nobody', chatroom.ports())).toEqual({});
  });

  test('of fifty rooms asks for them at once', async () => {
    const chatroom = memoryChatroom();
    await chatroom.connect('c');
    for (let room = 1; room <= 50; room += 1) await chatroom.join('c', `room-${room}`);
    const invocation = new CutInvocation();
    expect(Object.keys(await ping('c', chatroom.ports(invocation.around)))).toHaveLength(50);
    expect(invocation.calls).toEqual(['read', 'readSeqs']);
  });

  test('is not confused by a room whose id is a word of the language', async () => {
    const chatroom = memoryChatroom();
    await chatroom.connect('c');
    await chatroom.join('c', 'constructor');
    expect(JSON.stringify(await ping('c', chatroom.ports()))).toBe('{"constructor":0}');
  });
});
