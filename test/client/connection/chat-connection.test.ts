import { ChatConnection } from '../../../src/client/connection/chat-connection';
import { FakeClock, settled } from '../fixtures/fake-clock';
import { FakeSockets, type FakeSocket } from '../fixtures/fake-sockets';
import { FakeSurroundings } from '../fixtures/fake-surroundings';
import { messageWith } from '../fixtures/message-with';

const MINUTE = 60_000;

function setUp() {
  const clock = new FakeClock();
  const sockets = new FakeSockets();
  const surroundings = new FakeSurroundings();
  const world = { tokens: 0, isSignedOut: false };
  let ids = 0;
  const connection = new ChatConnection({
    url: 'wss://chat.example.com',
    getToken: async () => {
      if (world.isSignedOut) return undefined;
      world.tokens += 1;
      return { accessToken: `token-${world.tokens}`, expiresAt: new Date(clock.now() + 60 * MINUTE).toISOString() };
    },
    clock,
    surroundings,
    openSocket: sockets.open,
    random: () => 0,
    newId: () => `id-${(ids += 1)}`,
  });
  return { clock, sockets, surroundings, connection, world };
}

const sent = (socket: FakeSocket, action: string) => socket.frames.filter((frame) => frame.action === action);

/** Answers the last frame of that action. */
async function answer(socket: FakeSocket, action: string, body: object) {
  socket.receive({ ...body, requestId: sent(socket, action).at(-1)!.requestId });
  await settled();
}

const event = (seq: number) => ({ type: 'message', roomId: 'general', message: messageWith({ seq }) });
const error = (code: string, fields = {}) => ({ type: 'error', code, message: 'why', ...fields });
const sentReply = (seq: number, clientMessageId: string) => ({ type: 'sent', message: messageWith({ seq, clientMessageId, sender: { id: 'user-ada', name: 'Ada' } }) });

/** Connected, and in the room `general`, whose last number is 5. */
async function joined() {
  const setup = setUp();
  const room = setup.connection.join('general');
  setup.connection.open();
  await settled();
  setup.sockets.last.accept();
  await settled();
  await answer(setup.sockets.last, 'joinRoom', { type: 'joined', roomId: 'general', highWatermark: 5, complete: true });
  await setup.clock.pass(250);
  await answer(setup.sockets.last, 'ping', { type: 'pong', rooms: { general: 5 } });
  return { ...setup, room };
}

async function reconnected(setup: Awaited<ReturnType<typeof joined>>) {
  setup.sockets.last.drop();
  await setup.clock.pass(0);
  setup.sockets.last.accept();
  await settled();
  return setup.sockets.last;
}

describe('a connection', () => {
  test('joins each room, pings when it has, and brings what comes', async () => {
    const { sockets, room } = await joined();
    expect(sockets.last.frames.map(({ action }) => action)).toEqual(['joinRoom', 'ping']);
    sockets.last.receive(event(6));
    expect(room.messages.map(({ seq }) => seq)).toEqual([6]);
  });

  test('joins again with the last number it has, and takes what it missed from the reply', async () => {
    const setup = await joined();
    setup.sockets.last.receive(event(6));
    const socket = await reconnected(setup);
    expect(sent(socket, 'joinRoom')).toMatchObject([{ roomId: 'general', after: 6 }]);
    await answer(socket, 'joinRoom', { type: 'joined', roomId: 'general', highWatermark: 9, complete: true, messages: [messageWith({ seq: 7 }), messageWith({ seq: 9 })] });
    expect(setup.room.messages.map(({ seq }) => seq)).toEqual([6, 7, 9]);
    expect(sent(socket, 'getMessages')).toEqual([]);
  });

  test('asks at once for the rest where the reply was not complete', async () => {
    const setup = await joined();
    const socket = await reconnected(setup);
    await answer(socket, 'joinRoom', { type: 'joined', roomId: 'general', highWatermark: 9, complete: false, messages: [messageWith({ seq: 6 })] });
    expect(sent(socket, 'getMessages')).toMatchObject([{ after: 6, limit: 100 }]);
    await answer(socket, 'getMessages', { type: 'messages', roomId: 'general', messages: [messageWith({ seq: 8 })], highWatermark: 9, hasMore: false });
    expect(setup.room.messages.map(({ seq }) => seq)).toEqual([6, 8]);
  });

  test('finds a last message that got lost by a ping, 20 s after the last event', async () => {
    const { clock, sockets, room } = await joined();
    sockets.last.receive(event(6));
    await clock.pass(19_999);
    expect(sent(sockets.last, 'ping')).toHaveLength(1);
    await clock.pass(1);
    await answer(sockets.last, 'ping', { type: 'pong', rooms: { general: 7 } });
    expect(sent(sockets.last, 'getMessages')).toEqual([]); // it may still come by itself
    await clock.pass(300);
    await answer(sockets.last, 'getMessages', { type: 'messages', roomId: 'general', messages: [messageWith({ seq: 7 })], highWatermark: 7, hasMore: false });
    expect(room.messages.map(({ seq }) => seq)).toEqual([6, 7]);
  });

  test('keeps a message of its own in sight while one before it is missing', async () => {
    const { sockets, room } = await joined();
    room.send('hello');
    await settled();
    await answer(sockets.last, 'sendMessage', sentReply(7, 'id-1'));
    expect([room.unsent, room.messages]).toEqual([[], []]);
    expect(room.ahead.map(({ seq }) => seq)).toEqual([7]);
    sockets.last.receive(event(6));
    expect(room.messages.map(({ seq }) => seq)).toEqual([6, 7]);
    expect(room.ahead).toEqual([]);
  });

  test('sends what was written without a connection once it is back', async () => {
    const setup = await joined();
    setup.sockets.last.drop();
    setup.room.send('first');
    setup.room.send('second');
    await setup.clock.pass(0);
    setup.sockets.last.accept();
    await settled();
    expect(sent(setup.sockets.last, 'sendMessage')).toEqual([]); // not before it has joined
    await answer(setup.sockets.last, 'joinRoom', { type: 'joined', roomId: 'general', highWatermark: 5, complete: true, messages: [] });
    expect(sent(setup.sockets.last, 'sendMessage')).toMatchObject([{ text: 'first', clientMessageId: 'id-1' }]);
    await answer(setup.sockets.last, 'sendMessage', sentReply(6, 'id-1'));
    expect(sent(setup.sockets.last, 'sendMessage')).toMatchObject([{ text: 'first' }, { text: 'second' }]);
  });

  test('refuses what is no message before it is sent', async () => {
    const { room } = await joined();
    expect(() => room.send('  ')).toThrow(expect.objectContaining({ code: 'INVALID_REQUEST' }));
    expect(() => room.send('a'.repeat(4_001))).toThrow(expect.objectContaining({ code: 'MESSAGE_TOO_LARGE' }));
    expect(room.unsent).toEqual([]);
  });

  test('renews its session on the same socket at 80 % of the token\'s life', async () => {
    const { clock, sockets } = await joined();
    sockets.answersPings = true;
    await clock.pass(48 * MINUTE);
    expect(sockets.all).toHaveLength(1);
    expect(sent(sockets.last, 'reauthenticate')).toMatchObject([{ token: 'token-2' }]);
  });

  test('renews an expired session, and repeats what was refused for it', async () => {
    const { clock, sockets, room } = await joined();
    room.send('hello');
    await settled();
    await answer(sockets.last, 'sendMessage', error('SESSION_EXPIRED'));
    expect(sent(sockets.last, 'reauthenticate')).toMatchObject([{ token: 'token-2' }]);
    await answer(sockets.last, 'reauthenticate', { type: 'reauthenticated', sessionExpiresAt: '2026-11-22T11:00:00.000Z' });
    expect(sent(sockets.last, 'sendMessage')).toMatchObject([{ clientMessageId: 'id-1' }, { clientMessageId: 'id-1' }]);
    await answer(sockets.last, 'sendMessage', sentReply(6, 'id-1'));
    expect(room.messages).toHaveLength(1);
    const pings = sent(sockets.last, 'ping').length;
    await clock.pass(250);
    expect(sent(sockets.last, 'ping')).toHaveLength(pings + 1);
  });

  test('ends where the session cannot be renewed, since the person is signed out', async () => {
    const { clock, sockets, connection, room, world } = await joined();
    world.isSignedOut = true;
    room.send('hello');
    await settled();
    await answer(sockets.last, 'sendMessage', error('SESSION_EXPIRED'));
    expect(connection.state).toBe('signed-out');
    expect(sockets.last.isClosed).toBe(true);
    expect(room.unsent).toMatchObject([{ text: 'hello' }]);
    await clock.pass(60 * MINUTE);
    expect(sockets.all).toHaveLength(1);
  });

  test('joins a room again that the server has forgotten, and sends once more', async () => {
    const { sockets, room } = await joined();
    room.send('hello');
    await settled();
    await answer(sockets.last, 'sendMessage', error('NOT_IN_ROOM'));
    await answer(sockets.last, 'joinRoom', { type: 'joined', roomId: 'general', highWatermark: 5, complete: true, messages: [] });
    expect(sent(sockets.last, 'sendMessage')).toHaveLength(2);
  });

  test('retries a send that a crash swallowed, under the same name', async () => {
    const { clock, sockets, room } = await joined();
    room.send('hello');
    await settled();
    sockets.last.receive('{"message":"Internal server error","connectionId":"c","requestId":"r"}');
    await clock.pass(1_000);
    expect(sent(sockets.last, 'sendMessage')).toMatchObject([{ clientMessageId: 'id-1' }, { clientMessageId: 'id-1' }]);
  });

  test('takes a confirmation as news even where it came too late for its request', async () => {
    const { clock, sockets, room } = await joined();
    room.send('hello');
    await settled();
    const [{ requestId }] = sent(sockets.last, 'sendMessage');
    sockets.last.receive('{"message":"Internal server error"}');
    await clock.pass(1);
    sockets.last.receive({ ...sentReply(6, 'id-1'), requestId });
    expect(room.messages.map(({ seq }) => seq)).toEqual([6]);
  });

  test('is replaced when the server falls silent', async () => {
    const { clock, sockets, room } = await joined();
    room.send('hello');
    await clock.pass(15_000);
    expect(sockets.all).toHaveLength(2);
    expect(sockets.all[0].isClosed).toBe(true);
  });

  test('is tried by a ping when the network goes or comes, or the machine wakes, and replaced if none answers in 4 s', async () => {
    const { clock, sockets, surroundings } = await joined();
    surroundings.wake();
    await settled();
    expect(sent(sockets.last, 'ping')).toHaveLength(2);
    await answer(sockets.last, 'ping', { type: 'pong', rooms: {} });
    await clock.pass(10_000);
    expect(sockets.all).toHaveLength(1);
    surroundings.goOffline();
    await clock.pass(4_000);
    expect(sockets.all).toHaveLength(2);
  });

  test('waits no longer when the network comes back', async () => {
    const { sockets, surroundings } = await joined();
    surroundings.goOffline();
    sockets.last.drop();
    surroundings.goOnline();
    await settled();
    expect(sockets.all).toHaveLength(2);
  });

  test('gives up nothing it heard of a room when it is closed', async () => {
    const { clock, sockets, connection, room } = await joined();
    sockets.last.receive(event(6));
    connection.close();
    expect(room.messages).toHaveLength(1);
    expect(room.isJoined).toBe(false);
    await clock.pass(60 * MINUTE);
    expect(sockets.all).toHaveLength(1);
  });
});

describe('a room', () => {
  test('loads its history page by page, oldest first', async () => {
    const { sockets, room } = await joined();
    expect(room.historyState).toBe('more');
    void room.loadEarlier();
    await settled();
    expect(room.historyState).toBe('loading');
    expect(sent(sockets.last, 'getMessages')).toMatchObject([{ before: 6, limit: 50 }]);
    sockets.last.receive(event(6));
    await answer(sockets.last, 'getMessages', { type: 'messages', roomId: 'general', messages: [3, 5].map((seq) => messageWith({ seq })), highWatermark: 6, hasMore: true });
    expect(room.messages.map(({ seq }) => seq)).toEqual([3, 5, 6]);
    void room.loadEarlier();
    await settled();
    expect(sent(sockets.last, 'getMessages').at(-1)).toMatchObject({ before: 3 });
    await answer(sockets.last, 'getMessages', { type: 'messages', roomId: 'general', messages: [messageWith({ seq: 1 })], highWatermark: 6, hasMore: false });
    expect(room.messages.map(({ seq }) => seq)).toEqual([1, 3, 5, 6]);
    expect(room.historyState).toBe('complete');
  });

  test('asks for its history one page at a time, and again where it failed', async () => {
    const { sockets, room } = await joined();
    void room.loadEarlier();
    void room.loadEarlier();
    await settled();
    expect(sent(sockets.last, 'getMessages')).toHaveLength(1);
    await answer(sockets.last, 'getMessages', error('INTERNAL'));
    expect(room.historyState).toBe('failed');
    void room.loadEarlier();
    await settled();
    expect(sent(sockets.last, 'getMessages')).toHaveLength(2);
  });

  test('without messages has no history', async () => {
    const { sockets, connection } = await joined();
    const room = connection.join('empty');
    await settled();
    await answer(sockets.last, 'joinRoom', { type: 'joined', roomId: 'empty', highWatermark: 0, complete: true });
    expect(room.historyState).toBe('complete');
  });

  test('says why it cannot be joined', async () => {
    const { sockets, connection } = await joined();
    const room = connection.join('secret');
    await settled();
    await answer(sockets.last, 'joinRoom', error('FORBIDDEN'));
    expect(room.refused).toMatchObject({ code: 'FORBIDDEN' });
  });

  test('is joined again after a while where the server could not', async () => {
    const { clock, sockets, connection } = await joined();
    connection.join('other');
    await settled();
    await answer(sockets.last, 'joinRoom', error('INTERNAL'));
    await clock.pass(1_000);
    expect(sent(sockets.last, 'joinRoom').map(({ roomId }) => roomId)).toEqual(['general', 'other', 'other']);
  });

  test('is left after it was joined, and joined again after it was left', async () => {
    const { sockets, connection } = await joined();
    const left = connection.join('other');
    await settled();
    connection.leave('other');
    const again = connection.join('other');
    await settled();
    expect(sockets.last.frames.slice(2).map(({ action }) => action)).toEqual(['joinRoom']);
    await answer(sockets.last, 'joinRoom', { type: 'joined', roomId: 'other', highWatermark: 0, complete: true });
    expect(sockets.last.frames.slice(2).map(({ action }) => action)).toEqual(['joinRoom', 'leaveRoom']);
    await answer(sockets.last, 'leaveRoom', { type: 'left', roomId: 'other' });
    expect(sockets.last.frames.slice(2).map(({ action }) => action)).toEqual(['joinRoom', 'leaveRoom', 'joinRoom']);
    await answer(sockets.last, 'joinRoom', { type: 'joined', roomId: 'other', highWatermark: 0, complete: true });
    expect([left.isJoined, again.isJoined]).toEqual([false, true]);
  });

  test('that is left hears no more', async () => {
    const { sockets, connection, room } = await joined();
    connection.leave('general');
    sockets.last.receive(event(6));
    expect(room.messages).toEqual([]);
  });
});
