import { messageAt } from './chat/chat-store-behaviour';
import { readRoomConnections } from './chat/connection-store-behaviour';
import { REQUEST_ID } from './events';
import { answerTo } from './frame';
import { loadHandler } from './load-handler';
import { Surroundings, watchLog } from './surroundings';

type SendMessage = typeof import('../../src/handlers/send-message.lambda');

const SECRET_TEXT = 'nobody but the room may read this';

let surroundings: Surroundings;
let handler: SendMessage['handler'];
let room: string;
let sends = 0;

const load = (rate: string) => loadHandler<SendMessage>('send-message.lambda', { ...surroundings.variables, MESSAGE_RATE: rate }).handler;

beforeAll(async () => {
  surroundings = await Surroundings.start();
  handler = load('0');
});

beforeEach(() => {
  surroundings.failing = () => false;
  surroundings.statusOf = () => 200;
  room = surroundings.newRoom();
});

afterEach(() => jest.restoreAllMocks());

afterAll(async () => surroundings.stop());

const answer = async (connectionId: string, frame: unknown) => answerTo(handler, connectionId, frame);
const send = (fields: object = {}) => ({ action: 'sendMessage', roomId: room, text: 'hello', clientMessageId: `c${(sends += 1)}`, ...fields });

/** What a send came to, as a sent message. */
async function sent(connectionId: string, frame: object) {
  const reply = await answer(connectionId, frame);
  if (reply.type !== 'sent') throw new Error(`not sent: ${JSON.stringify(reply)}`);
  return reply.message;
}

describe('a message', () => {
  test('is stored, delivered to the others and answered', async () => {
    const ada = await surroundings.connect({ rooms: [room] });
    const grace = await surroundings.connect({ rooms: [room], userId: 'grace', name: 'Grace' });
    const second = await surroundings.connect({ rooms: [room] });
    const reply = await answer(ada, send({ text: ' hello\r\nthere ', clientMessageId: 'mine', requestId: 'r' }));
    const message = {
      id: expect.stringMatching(/^[0-9A-HJKMNP-TV-Z]{26}$/),
      roomId: room,
      seq: 1,
      sender: { id: 'ada', name: 'Ada' },
      text: 'hello\nthere',
      sentAt: expect.stringMatching(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/),
      clientMessageId: 'mine',
    };
    expect(reply).toEqual({ type: 'sent', requestId: 'r', message });
    expect(surroundings.framesOf(grace)).toEqual([{ type: 'message', roomId: room, message }]);
    expect(surroundings.framesOf(second)).toEqual([{ type: 'message', roomId: room, message }]);
    expect(surroundings.framesOf(ada)).toEqual([]);
  });

  test('that is sent again is the first one, and is delivered again', async () => {
    const [ada, grace] = [await surroundings.connect({ rooms: [room] }), await surroundings.connect({ rooms: [room], userId: 'grace' })];
    const message = await sent(ada, send({ clientMessageId: 'mine' }));
    expect(await sent(ada, send({ clientMessageId: 'mine', text: 'another' }))).toEqual(message);
    expect(surroundings.framesOf(grace)).toEqual([{ type: 'message', roomId: room, message }, { type: 'message', roomId: room, message }]);
  });

  test('that is sent again on another connection of the user is the first one', async () => {
    const message = await sent(await surroundings.connect({ rooms: [room] }), send({ clientMessageId: 'mine' }));
    expect(await sent(await surroundings.connect({ rooms: [room] }), send({ clientMessageId: 'mine' }))).toEqual(message);
  });

  test('may be as long as it may be', async () => {
    const [ada, grace] = [await surroundings.connect({ rooms: [room] }), await surroundings.connect({ rooms: [room], userId: 'grace' })];
    const message = await sent(ada, send({ text: '😀'.repeat(4_000), requestId: '\u0001'.repeat(64) }));
    expect(message.text).toBe('😀'.repeat(4_000));
    expect(surroundings.framesOf(grace)).toEqual([{ type: 'message', roomId: room, message }]);
  });
});

describe('a message as { data }', () => {
  test('goes to the room general, which it joins, under an id of its own', async () => {
    const [ada, grace] = [await surroundings.connect(), await surroundings.connect({ rooms: ['general'], userId: 'grace' })];
    const first = await sent(ada, { action: 'sendMessage', data: 'hello' });
    const second = await sent(ada, { action: 'sendMessage', data: 'hello' });
    expect(first).toMatchObject({ roomId: 'general', text: 'hello', sender: { id: 'ada' } });
    expect(second.seq).toBe(first.seq + 1);
    expect(second.clientMessageId).not.toBe(first.clientMessageId);
    expect(surroundings.framesOf(grace)).toHaveLength(2);
    expect((await readRoomConnections(surroundings.connections, 'general')).map(({ connectionId }) => connectionId)).toContain(ada);
  });

  test('is refused where it would be the 51st room, and where the session has ended', async () => {
    const rooms = Array.from({ length: 50 }, () => surroundings.newRoom());
    const full = await surroundings.connect({ rooms });
    expect(await answer(full, { action: 'sendMessage', data: 'hello' })).toMatchObject({ code: 'FORBIDDEN' });
    const ended = await surroundings.connect({ sessionExpiresAt: Date.now() - 1 });
    expect(await answer(ended, { action: 'sendMessage', data: 'hello' })).toMatchObject({ code: 'SESSION_EXPIRED' });
  });
});

describe('a message is refused', () => {
  test.each<[string, object, string]>([
    ['in a room that is not joined', { roomId: 'not-joined' }, 'NOT_IN_ROOM'],
    ['without a text', { text: undefined }, 'INVALID_REQUEST'],
    ['of white space', { text: ' \r\n ' }, 'INVALID_REQUEST'],
    ['that is too long', { text: 'a'.repeat(4_001) }, 'MESSAGE_TOO_LARGE'],
    ['without an id', { clientMessageId: undefined }, 'INVALID_REQUEST'],
    ['with text and data', { data: 'hello' }, 'INVALID_REQUEST'],
    ['as another action', { action: 'ping' }, 'UNKNOWN_ACTION'],
  ])('%s', async (_, fields, code) => {
    const ada = await surroundings.connect({ rooms: [room] });
    expect(await answer(ada, send({ requestId: 'r', ...fields }))).toMatchObject({ type: 'error', requestId: 'r', code });
    expect(await surroundings.chat.readRoom(room)).toMatchObject({ seq: 0 });
  });

  test('after the session\'s end, before the room is looked at', async () => {
    const ada = await surroundings.connect({ rooms: [room], sessionExpiresAt: Date.now() - 1 });
    expect(await answer(ada, send())).toMatchObject({ code: 'SESSION_EXPIRED' });
    expect(await answer(ada, send({ roomId: 'not-joined' }))).toMatchObject({ code: 'SESSION_EXPIRED' });
  });

  test('as one too many, with how long to wait; a retry counts like any other', async () => {
    const oneInTenSeconds = load('0.1');
    const ada = await surroundings.connect({ rooms: [room] });
    const frame = send();
    expect(await answerTo(oneInTenSeconds, ada, frame)).toMatchObject({ type: 'sent' });
    const refusal = await answerTo(oneInTenSeconds, ada, { ...frame, requestId: 'r' });
    expect(refusal).toMatchObject({ type: 'error', requestId: 'r', code: 'RATE_LIMITED' });
    const { retryAfterMs } = refusal as { retryAfterMs: number };
    expect(retryAfterMs).toBeGreaterThan(0);
    expect(retryAfterMs).toBeLessThanOrEqual(10_000);
    expect(await answerTo(oneInTenSeconds, ada, send({ roomId: 'not-joined' }))).toMatchObject({ code: 'NOT_IN_ROOM' });
  });
});

describe('a message that is recorded is answered', () => {
  test('although nobody can be reached', async () => {
    const [ada, grace] = [await surroundings.connect({ rooms: [room] }), await surroundings.connect({ rooms: [room], userId: 'grace' })];
    surroundings.statusOf = () => 500;
    await sent(ada, send());
    expect(surroundings.framesOf(grace)).toEqual([]);
  });

  test('although its posts are refused, which is logged', async () => {
    const ada = await surroundings.connect({ rooms: [room] });
    for (const userId of ['grace', 'alan']) await surroundings.connect({ rooms: [room], userId });
    surroundings.statusOf = () => 403;
    const log = watchLog();
    await sent(ada, send());
    expect(log()).toContain('delivery-failed');
    expect(log()).toContain('refused 2 posts');
  });

  test('although a connection is gone, which is removed', async () => {
    const other = surroundings.newRoom();
    const [ada, gone] = [await surroundings.connect({ rooms: [room] }), await surroundings.connect({ rooms: [room, other], userId: 'grace' })];
    surroundings.statusOf = (connectionId) => (connectionId === gone ? 410 : 200);
    await sent(ada, send());
    expect(await surroundings.connections.read(gone)).toBeUndefined();
    expect(await readRoomConnections(surroundings.connections, room)).toMatchObject([{ connectionId: ada }]);
    expect(await readRoomConnections(surroundings.connections, other)).toEqual([]);
  });

  test('although its recipients cannot be read, which is logged without a word of it', async () => {
    const ada = await surroundings.connect({ rooms: [room], name: 'A secret name' });
    surroundings.failing = ({ operation, input }) => operation === 'Query' && input.TableName === surroundings.variables.CONNECTIONS_TABLE;
    const log = watchLog();
    const message = await sent(ada, send({ text: SECRET_TEXT }));
    expect(log()).toContain('delivery-failed');
    expect(log()).toContain(room);
    expect(log()).not.toMatch(/\n\s*at |stack/);
    for (const secret of [SECRET_TEXT, message.id, message.clientMessageId, 'A secret name']) expect(log()).not.toContain(secret);
  });

  test('although its room\'s watermark cannot be moved on', async () => {
    const [ada, grace] = [await surroundings.connect({ rooms: [room] }), await surroundings.connect({ rooms: [room], userId: 'grace' })];
    for (let seq = 1; seq <= 199; seq += 1) await surroundings.chat.allotSeq(room, Date.now());
    surroundings.failing = ({ operation, input }) => operation === 'Query' && input.TableName === surroundings.variables.CHAT_TABLE;
    const log = watchLog();
    const message = await sent(ada, send());
    expect(message.seq).toBe(200);
    expect(surroundings.framesOf(grace)).toHaveLength(1);
    expect(log()).toContain('refused by a test');
  });
});

describe('a message that cannot be recorded', () => {
  test.each(['GetItem', 'UpdateItem', 'PutItem'])('for a reason of ours, in %s, is answered with a reference, and nothing else', async (failing) => {
    const ada = await surroundings.connect({ rooms: [room] });
    surroundings.failing = ({ operation }) => operation === failing;
    const log = watchLog();
    const frame = send({ text: SECRET_TEXT, requestId: 'r' });
    expect(await answer(ada, frame)).toEqual({
      type: 'error', requestId: 'r', code: 'INTERNAL', message: `something went wrong on our side, reference ${REQUEST_ID}`,
    });
    expect(log()).toContain(REQUEST_ID);
    expect(log()).not.toContain(SECRET_TEXT);
    expect(log()).not.toMatch(/\n\s*at |stack/);

    surroundings.failing = () => false;
    expect((await sent(ada, frame)).text).toBe(SECRET_TEXT);
  });

  test('is not delivered either', async () => {
    const [ada, grace] = [await surroundings.connect({ rooms: [room] }), await surroundings.connect({ rooms: [room], userId: 'grace' })];
    surroundings.failing = ({ operation, input }) => operation === 'PutItem' && JSON.stringify(input).includes('#MESSAGES');
    watchLog();
    expect(await answer(ada, send())).toMatchObject({ code: 'INTERNAL' });
    expect(surroundings.framesOf(grace)).toEqual([]);
  });
});

describe('a long quiet room', () => {
  test('has its watermark moved on by who sends, though nobody reads', async () => {
    const ada = await surroundings.connect({ rooms: [room] });
    for (let seq = 1; seq <= 199; seq += 1) {
      await surroundings.chat.allotSeq(room, Date.now());
      await surroundings.chat.putMessage(messageAt(room, seq));
    }
    await sent(ada, send());
    expect(await surroundings.chat.readRoom(room)).toMatchObject({ seq: 200, decidedSeq: 200 });
  });
});
