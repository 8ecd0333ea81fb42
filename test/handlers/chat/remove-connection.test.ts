import { removeConnection } from '../../../src/handlers/chat/remove-connection';
import { type Chatroom, memoryChatroom } from './chatroom';
import { type Around, CutInvocation, cutPoints } from './port-calls';

let chatroom: Chatroom;

beforeEach(async () => {
  chatroom = memoryChatroom();
  for (const connectionId of ['closed', 'open']) {
    await chatroom.connect(connectionId);
    for (const roomId of ['general', 'one', 'two']) await chatroom.join(connectionId, roomId);
  }
});

const remove = async (around?: Around) => removeConnection('closed', chatroom.ports(around).connections);

describe('removing a connection', () => {
  test('removes it from everywhere, and nobody else', async () => {
    await remove();
    expect(chatroom.connections.notesOf('closed')).toEqual([]);
    expect(chatroom.connections.notesOf('open')).toEqual(['itself', 'user user-of-open', 'room general', 'room one', 'room two']);
  });

  test('is no error where there is none', async () => {
    await remove();
    await remove();
    expect(chatroom.connections.notesOf('closed')).toEqual([]);
  });

  test('that is cut off anywhere is finished by the next', async () => {
    const uncut = new CutInvocation();
    await uncut.run(async () => remove(uncut.around));
    expect(uncut.calls).toHaveLength(5);
    for (const point of cutPoints(uncut.calls.length)) {
      await chatroom.connect('closed');
      for (const roomId of ['general', 'one', 'two']) await chatroom.join('closed', roomId);
      const cut = new CutInvocation(point);
      expect(await cut.run(async () => remove(cut.around))).toEqual({ cutOff: true });
      await remove();
      expect(chatroom.connections.notesOf('closed')).toEqual([]);
    }
  });

  test('removes the connection itself last, so that what is left of it can be found', async () => {
    const order: string[] = [];
    await remove(async (call, perform) => {
      const answer = await perform();
      order.push(call);
      return answer;
    });
    expect(order).toEqual(['read', 'removeFromRoom', 'removeFromRoom', 'removeFromRoom', 'remove']);
  });

  test('while it joins a room leaves at most what the next post to it removes', async () => {
    const joining: Around = async (call, perform) => {
      const answer = await perform();
      if (call === 'read') await chatroom.join('closed', 'three');
      return answer;
    };
    await remove(joining);
    expect(chatroom.connections.notesOf('closed')).toEqual(['room three']);
    chatroom.poster.answers('closed', 'gone');
    await chatroom.deliver((await chatroom.record({ roomId: 'three' })).message);
    expect(chatroom.connections.notesOf('closed')).toEqual([]);
  });
});
