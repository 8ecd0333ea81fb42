import { deliver } from '../../../src/handlers/chat/deliver';
import { messageAt } from './chat-store-behaviour';
import { type Chatroom, HOUR_MS, memoryChatroom } from './chatroom';
import { type Around, failing } from './port-calls';

const MESSAGE = messageAt('general', 42);
const EVENT = { type: 'message', roomId: 'general', message: MESSAGE };

let chatroom: Chatroom;

beforeEach(() => {
  chatroom = memoryChatroom({ pageSize: 10 });
});

async function members(...connectionIds: string[]) {
  for (const connectionId of connectionIds) {
    await chatroom.connect(connectionId);
    await chatroom.join(connectionId);
  }
}

const ids = (count: number) => Array.from({ length: count }, (_, index) => `c${String(index).padStart(4, '0')}`);

describe('an event', () => {
  test('is delivered to who is in the room', async () => {
    await members('ada', 'grace');
    expect(await chatroom.deliver(MESSAGE)).toEqual({ delivered: 2 });
    expect(chatroom.poster.delivered('ada')).toEqual([EVENT]);
    expect(chatroom.poster.delivered('grace')).toEqual([EVENT]);
  });

  test('is delivered on every page of connections', async () => {
    const all = ids(35);
    await members(...all);
    expect(await chatroom.deliver(MESSAGE)).toEqual({ delivered: 35 });
    expect(chatroom.poster.posts.sort()).toEqual(all);
  });

  test('is delivered to nobody in an empty room', async () => {
    expect(await chatroom.deliver(MESSAGE)).toEqual({});
  });

  test('is not delivered to its sender\'s connection, but to their others', async () => {
    await members('sender', 'other');
    await chatroom.connect('second', { userId: 'user-of-sender' });
    await chatroom.join('second');
    await chatroom.deliver(MESSAGE, 'sender');
    expect(chatroom.poster.posts.sort()).toEqual(['other', 'second']);
  });

  test('is not delivered where the session has ended', async () => {
    await members('ended');
    chatroom.clock.pass(HOUR_MS - 1);
    await members('lasts');
    await chatroom.deliver(MESSAGE);
    expect(chatroom.poster.posts.sort()).toEqual(['ended', 'lasts']);
    chatroom.clock.pass(1);
    await chatroom.deliver(MESSAGE);
    expect(chatroom.poster.posts.sort()).toEqual(['ended', 'lasts', 'lasts']);
  });

  test('is not delivered to other rooms', async () => {
    await chatroom.connect('elsewhere');
    await chatroom.join('elsewhere', 'other');
    await chatroom.deliver(MESSAGE);
    expect(chatroom.poster.posts).toEqual([]);
  });

  test('is encoded once, in UTF-8', async () => {
    await members(...ids(12));
    let encodings = 0;
    const message = messageAt('general', 1, { text: '漢😀' });
    const ports = chatroom.ports();
    const encode = (text: string) => {
      encodings += 1;
      return ports.encode(text);
    };
    await deliver({ type: 'message', roomId: 'general', message }, { senderConnectionId: 'nobody' }, { ...ports, encode });
    expect(encodings).toBe(1);
    expect(chatroom.poster.delivered('c0000')).toEqual([{ type: 'message', roomId: 'general', message }]);
  });

  test('is posted from the first page on while later pages are read', async () => {
    await members(...ids(25));
    let postsBeforeLastPage = 0;
    let pages = 0;
    const watch: Around = async (call, perform) => {
      if (call === 'inRoom' && (pages += 1) === 3) postsBeforeLastPage = chatroom.poster.posts.length;
      return perform();
    };
    await chatroom.deliver(MESSAGE, 'nobody', watch);
    expect(postsBeforeLastPage).toBe(20);
  });
});

describe('a post that fails', () => {
  test('is tried three times, with growing waits', async () => {
    await members('slow');
    chatroom.poster.answers('slow', 'retry');
    expect(await chatroom.deliver(MESSAGE)).toEqual({ retry: 1 });
    expect(chatroom.poster.posts).toEqual(['slow', 'slow', 'slow']);
    expect(chatroom.clock.waits).toEqual([50, 100]);
  });

  test('waits for a random part of the longest', async () => {
    await members('slow');
    chatroom.poster.answers('slow', 'retry');
    const draws = [0, 1];
    const ports = { ...chatroom.ports(), random: () => draws.shift()! };
    await deliver({ type: 'message', roomId: 'general', message: MESSAGE }, { senderConnectionId: 'nobody' }, ports);
    expect(chatroom.clock.waits).toEqual([0, 200]);
  });

  test('is done when it is through', async () => {
    await members('slow');
    chatroom.poster.answers('slow', 'retry', 'delivered');
    expect(await chatroom.deliver(MESSAGE)).toEqual({ delivered: 1 });
    expect(chatroom.poster.posts).toEqual(['slow', 'slow']);
    expect(chatroom.poster.delivered('slow')).toEqual([EVENT]);
  });

  test('does not leave its room, nor do others wait for it', async () => {
    await members('a-slow', 'b-quick');
    chatroom.poster.answers('a-slow', 'retry');
    expect(await chatroom.deliver(MESSAGE)).toEqual({ retry: 1, delivered: 1 });
    expect(chatroom.poster.posts.slice(0, 2).sort()).toEqual(['a-slow', 'b-quick']);
    expect(chatroom.connections.notesOf('a-slow')).toContain('room general');
  });

  test('for good is not tried again', async () => {
    await members('refused', 'fine');
    chatroom.poster.answers('refused', 'refused');
    expect(await chatroom.deliver(MESSAGE)).toEqual({ refused: 1, delivered: 1 });
    expect(chatroom.poster.posts.filter((connectionId) => connectionId === 'refused')).toHaveLength(1);
    expect(chatroom.connections.notesOf('refused')).toContain('room general');
  });

  test('in a way that nobody foresaw fails nobody else', async () => {
    await members(...ids(15));
    const ports = chatroom.ports();
    const poster: typeof ports.poster = {
      ...ports.poster,
      post: async (connectionId, frame) => {
        if (connectionId === 'c0003') throw new Error('unforeseen');
        return ports.poster.post(connectionId, frame);
      },
    } as typeof ports.poster;
    const delivering = deliver({ type: 'message', roomId: 'general', message: MESSAGE }, { senderConnectionId: 'nobody' }, { ...ports, poster });
    await expect(delivering).rejects.toThrow(AggregateError);
    expect(chatroom.poster.posts).toHaveLength(14);
  });
});

describe('a connection that is gone', () => {
  test('is removed from everywhere', async () => {
    await members('gone', 'here');
    await chatroom.join('gone', 'other');
    chatroom.poster.answers('gone', 'gone');
    expect(await chatroom.deliver(MESSAGE)).toEqual({ gone: 1, delivered: 1 });
    expect(chatroom.connections.notesOf('gone')).toEqual([]);
    expect(chatroom.poster.posts).toHaveLength(2);
    await chatroom.deliver(MESSAGE);
    expect(chatroom.poster.posts).toHaveLength(3);
  });

  test('is removed from a room where nothing else is known of it', async () => {
    await chatroom.connections.putInRoom('general', { connectionId: 'left-over', userId: 'ada', sessionExpiresAt: chatroom.clock.now() + HOUR_MS });
    chatroom.poster.answers('left-over', 'gone');
    await chatroom.deliver(MESSAGE);
    expect(chatroom.connections.notesOf('left-over')).toEqual([]);
  });

  test('after other tries is removed too', async () => {
    await members('gone');
    chatroom.poster.answers('gone', 'retry', 'gone');
    expect(await chatroom.deliver(MESSAGE)).toEqual({ gone: 1 });
    expect(chatroom.connections.notesOf('gone')).toEqual([]);
  });

  test('and cannot be removed does not keep the event from others', async () => {
    const all = ids(25);
    await members(...all);
    chatroom.poster.answers('c0000', 'gone');
    const throttled: Around = async (call, perform) => {
      if (call === 'removeFromRoom') throw new Error('the table is throttled');
      return perform();
    };
    await expect(chatroom.deliver(MESSAGE, 'nobody', throttled)).rejects.toThrow('could not clean up after 1 connections');
    for (const connectionId of all.slice(1)) expect(chatroom.poster.delivered(connectionId)).toEqual([EVENT]);
  });
});

describe('a page of connections that cannot be read', () => {
  test('fails the delivery when the posts of the pages before it are done, not earlier', async () => {
    await members(...ids(25));
    chatroom.poster.answers('c0000', 'retry');
    let inRoomCalls = 0;
    const throttled: Around = async (call, perform) => (call === 'inRoom' && (inRoomCalls += 1) === 2 ? failing(1)(call, perform) : perform());
    await expect(chatroom.deliver(MESSAGE, 'nobody', throttled)).rejects.toThrow('the table is throttled');
    expect(chatroom.poster.posts).toHaveLength(12); // ten connections, one of them three times
  });
});
