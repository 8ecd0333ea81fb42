import { messageAt } from './chat/chat-store-behaviour';
import { REQUEST_ID } from './events';
import { answerTo } from './frame';
import { seconds } from './issuer';
import { loadHandler } from './load-handler';
import { HOUR_MS, Surroundings, watchLog } from './surroundings';

type Rooms = typeof import('../../src/handlers/rooms.lambda');

let surroundings: Surroundings;
let handler: Rooms['handler'];
let room: string;

beforeAll(async () => {
  surroundings = await Surroundings.start();
  ({ handler } = loadHandler<Rooms>('rooms.lambda', surroundings.variables));
});

beforeEach(() => {
  surroundings.failing = () => false;
  room = surroundings.newRoom();
});

afterEach(() => jest.restoreAllMocks());

afterAll(async () => surroundings.stop());

const answer = async (connectionId: string, frame: unknown) => answerTo(handler, connectionId, frame);

async function fill(count: number, fields: object = {}) {
  await surroundings.chat.createRoom(room, Date.now());
  for (let seq = 1; seq <= count; seq += 1) {
    await surroundings.chat.allotSeq(room, Date.now());
    await surroundings.chat.putMessage(messageAt(room, seq, fields));
  }
}

describe('the frames of a session', () => {
  test('joinRoom is answered with the watermark, and with after with messages', async () => {
    await fill(3);
    const c = await surroundings.connect();
    expect(await answer(c, { action: 'joinRoom', roomId: room })).toEqual({ type: 'joined', roomId: room, highWatermark: 3, complete: true });
    expect(await answer(c, { action: 'joinRoom', roomId: room, after: 1, requestId: 'r1' })).toEqual({
      type: 'joined', requestId: 'r1', roomId: room, highWatermark: 3, complete: true, messages: [messageAt(room, 2), messageAt(room, 3)],
    });
    expect(await answer(c, { action: 'joinRoom', roomId: room, after: 3 })).toEqual({
      type: 'joined', roomId: room, highWatermark: 3, complete: true, messages: [],
    });
  });

  test('joinRoom of a long room is not complete', async () => {
    await fill(101);
    const c = await surroundings.connect();
    const reply = await answer(c, { action: 'joinRoom', roomId: room, after: 0 });
    expect(reply).toMatchObject({ type: 'joined', highWatermark: 101, complete: false });
    expect(await answer(c, { action: 'joinRoom', roomId: room })).toEqual({ type: 'joined', roomId: room, highWatermark: 101, complete: true });
  });

  test('leaveRoom is answered, also when not joined', async () => {
    const c = await surroundings.connect({ rooms: [room] });
    expect(await answer(c, { action: 'leaveRoom', roomId: room, requestId: 'r' })).toEqual({ type: 'left', requestId: 'r', roomId: room });
    expect(await answer(c, { action: 'leaveRoom', roomId: room })).toEqual({ type: 'left', roomId: room });
    expect((await surroundings.connections.read(c))?.rooms).toEqual(new Set());
  });

  test('getMessages is answered without joining', async () => {
    await fill(3);
    const c = await surroundings.connect();
    expect(await answer(c, { action: 'getMessages', roomId: room, limit: 2, requestId: 'r' })).toEqual({
      type: 'messages', requestId: 'r', roomId: room, messages: [messageAt(room, 2), messageAt(room, 3)], highWatermark: 3, hasMore: true,
    });
    expect(await answer(c, { action: 'getMessages', roomId: room, after: 2 })).toMatchObject({ messages: [messageAt(room, 3)], hasMore: false });
    expect(await answer(c, { action: 'getMessages', roomId: room, before: 2 })).toMatchObject({ messages: [messageAt(room, 1)], hasMore: false });
  });

  test('getMessages of a room that nobody ever joined is an error', async () => {
    const c = await surroundings.connect();
    expect(await answer(c, { action: 'getMessages', roomId: room })).toMatchObject({ type: 'error', code: 'ROOM_NOT_FOUND' });
  });

  test('a page of the largest messages fits a frame, whatever its requestId', async () => {
    await fill(3, { text: '😀'.repeat(4_000), sender: { id: 'ada', name: '😀'.repeat(64) } });
    const c = await surroundings.connect();
    const reply = await answer(c, { action: 'getMessages', roomId: room, requestId: '\u0001'.repeat(64) });
    expect(reply).toMatchObject({ type: 'messages', messages: [{ seq: 3 }], hasMore: true });
  });

  test('ping tells the latest number of each joined room', async () => {
    await fill(2);
    const other = surroundings.newRoom();
    const c = await surroundings.connect({ rooms: [room, other] });
    expect(await answer(c, { action: 'ping', requestId: 'p' })).toEqual({ type: 'pong', requestId: 'p', rooms: { [room]: 2, [other]: 0 } });
  });

  test('reauthenticate extends the session', async () => {
    const c = await surroundings.connect({ rooms: [room], sessionExpiresAt: Date.now() + 60_000 });
    const exp = seconds() + 7_200;
    const token = surroundings.issuer.accessToken({ exp, name: 'Ada Lovelace', origin_jti: 'sign-in-2' });
    expect(await answer(c, { action: 'reauthenticate', token, requestId: 'r' })).toEqual({
      type: 'reauthenticated', requestId: 'r', sessionExpiresAt: new Date(exp * 1_000).toISOString(),
    });
    expect(await surroundings.connections.read(c)).toMatchObject({ name: 'Ada Lovelace', originJti: 'sign-in-2', sessionExpiresAt: exp * 1_000 });
  });

  test.each<[string, () => string]>([
    ['a bad token', () => 'bad'],
    ['an ID token', () => surroundings.issuer.idToken()],
    ['another user\'s token', () => surroundings.issuer.accessToken({ sub: 'grace' })],
    ['another client\'s token', () => surroundings.issuer.accessToken({ client_id: 'another' })],
    ['an expired token', () => surroundings.issuer.accessToken({ exp: seconds() - 1 })],
  ])('reauthenticate with %s changes nothing', async (_, token) => {
    const c = await surroundings.connect();
    const before = await surroundings.connections.read(c);
    expect(await answer(c, { action: 'reauthenticate', token: token(), requestId: 'r' })).toMatchObject({ type: 'error', requestId: 'r', code: 'UNAUTHENTICATED' });
    expect(await surroundings.connections.read(c)).toEqual(before);
  });
});

describe('after the session\'s end', () => {
  test.each(['joinRoom', 'leaveRoom', 'getMessages'])('%s is refused, before anything else is looked at', async (action) => {
    const c = await surroundings.connect({ rooms: [room], sessionExpiresAt: Date.now() - 1 });
    for (const roomId of [room, 'nowhere']) {
      expect(await answer(c, { action, roomId, requestId: 'r' })).toMatchObject({ type: 'error', requestId: 'r', code: 'SESSION_EXPIRED' });
    }
  });

  test('a frame of the wrong form is refused for its form', async () => {
    const c = await surroundings.connect({ sessionExpiresAt: Date.now() - 1 });
    expect(await answer(c, { action: 'joinRoom', roomId: 'Not A Room' })).toMatchObject({ code: 'INVALID_REQUEST' });
    expect(await answer(c, { action: 'dance' })).toMatchObject({ code: 'UNKNOWN_ACTION' });
  });

  test('ping and reauthenticate are answered, and after the latter everything is', async () => {
    const c = await surroundings.connect({ rooms: [room], sessionExpiresAt: Date.now() - HOUR_MS });
    expect(await answer(c, { action: 'ping' })).toEqual({ type: 'pong', rooms: { [room]: 0 } });
    expect(await answer(c, { action: 'reauthenticate', token: surroundings.issuer.accessToken() })).toMatchObject({ type: 'reauthenticated' });
    expect(await answer(c, { action: 'getMessages', roomId: room })).toMatchObject({ type: 'messages' });
    expect(await answer(c, { action: 'leaveRoom', roomId: room })).toMatchObject({ type: 'left' });
  });

  test('and on a connection that nobody knows, frames are answered', async () => {
    expect(await answer('unknown=', { action: 'joinRoom', roomId: room })).toMatchObject({ code: 'SESSION_EXPIRED' });
    expect(await answer('unknown=', { action: 'ping' })).toEqual({ type: 'pong', rooms: {} });
    expect(await answer('unknown=', { action: 'reauthenticate', token: surroundings.issuer.accessToken() })).toMatchObject({ code: 'UNAUTHENTICATED' });
  });
});

describe('a frame that cannot be served', () => {
  test.each<[string, unknown, object]>([
    ['no JSON', 'hello', { code: 'INVALID_REQUEST' }],
    ['nothing', '', { code: 'INVALID_REQUEST' }],
    ['a list', [], { code: 'INVALID_REQUEST' }],
    ['no action', { requestId: 'r' }, { code: 'INVALID_REQUEST', requestId: 'r' }],
    ['an unknown action', { action: '$connect', requestId: 'r' }, { code: 'UNKNOWN_ACTION', requestId: 'r' }],
    ['a bad requestId', { action: 'ping', requestId: 7 }, { code: 'INVALID_REQUEST' }],
    ['the action of another route', { action: 'sendMessage', roomId: 'general', text: 'a', clientMessageId: 'c', requestId: 'r' }, { code: 'UNKNOWN_ACTION', requestId: 'r' }],
  ])('is answered with an error: %s', async (_, frame, error) => {
    const c = await surroundings.connect();
    expect(await answer(c, frame)).toEqual({ type: 'error', message: expect.stringMatching(/./), ...error });
  });

  test('for a reason of ours is answered with a reference, which is in the log, and nothing else', async () => {
    const c = await surroundings.connect({ rooms: [room] });
    const token = surroundings.issuer.accessToken();
    surroundings.failing = () => true;
    for (const frame of [
      { action: 'joinRoom', roomId: room }, { action: 'leaveRoom', roomId: room }, { action: 'getMessages', roomId: room }, { action: 'ping' },
      { action: 'reauthenticate', token },
    ]) {
      const log = watchLog();
      expect(await answer(c, { ...frame, requestId: 'r' })).toEqual({
        type: 'error', requestId: 'r', code: 'INTERNAL', message: `something went wrong on our side, reference ${REQUEST_ID}`,
      });
      expect(log()).toContain(REQUEST_ID);
      expect(log()).toContain('refused by a test');
      expect(log()).not.toMatch(/\n\s*at |\.js:\d|\.ts:\d|stack/);
      expect(log()).not.toContain(token);
    }
  });

  test('because the issuer\'s keys cannot be read is not blamed on its token', async () => {
    const { handler: fresh } = loadHandler<Rooms>('rooms.lambda', surroundings.variables);
    const c = await surroundings.connect();
    const token = surroundings.issuer.accessToken();
    const log = watchLog();
    surroundings.issuer.keyAnswer = () => ({ status: 500, body: '' });
    expect(await answerTo(fresh, c, { action: 'reauthenticate', token })).toMatchObject({ code: 'INTERNAL' });
    expect(log()).not.toContain(token);
    surroundings.issuer.keyAnswer = () => surroundings.issuer.publish(surroundings.issuer.key);
    expect(await answerTo(fresh, c, { action: 'reauthenticate', token })).toMatchObject({ type: 'reauthenticated' });
  });

  test('leaves no word of a client in the log', async () => {
    const c = await surroundings.connect();
    const log = watchLog();
    await answer(c, { action: 'a-secret-word', requestId: 'a-secret-word', roomId: 'a-secret-word' });
    await answer(c, { action: 'getMessages', roomId: 'a-secret-word' });
    expect(log()).toBe('');
  });
});
