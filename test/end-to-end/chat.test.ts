import { ChatClient, refusedHandshake } from './chat-client';
import { startLocalRoom, tokenFor, type LocalRoom } from './local-room';

let room: LocalRoom;

beforeAll(async () => {
  room = await startLocalRoom();
});

afterAll(async () => room?.stop());

async function join(email: string, roomId: string): Promise<ChatClient> {
  const { accessToken } = await tokenFor(room, { email });
  const client = await ChatClient.connect(room, accessToken);
  await client.request({ action: 'joinRoom', roomId });
  return client;
}

describe('two people in a room', () => {
  test('get what the other says, signed with the name that the server knows', async () => {
    const ada = await join('ada@example.com', 'analysis');
    const grace = await join('grace@example.com', 'analysis');
    const sent = await ada.request({ action: 'sendMessage', roomId: 'analysis', text: ' hi \r\n there ', clientMessageId: 'a1' });
    expect(sent).toMatchObject({ type: 'sent', message: { roomId: 'analysis', seq: 1, text: 'hi \n there', clientMessageId: 'a1', sender: { name: 'Ada' } } });
    const event = await grace.frame(({ type }) => type === 'message');
    expect(event).toEqual({ type: 'message', roomId: 'analysis', message: sent.message });
    await Promise.all([ada.close(), grace.close()]);
  });

  test('the sender gets an answer, not its own message; their other connection gets the message', async () => {
    const { accessToken } = await tokenFor(room, { email: 'ada@example.com' });
    const [one, two] = await Promise.all([ChatClient.connect(room, accessToken), ChatClient.connect(room, accessToken)]);
    await Promise.all([one, two].map(async (client) => client.request({ action: 'joinRoom', roomId: 'mirror' })));
    await one.request({ action: 'sendMessage', roomId: 'mirror', text: 'hi', clientMessageId: 'a1' });
    await two.frame(({ type }) => type === 'message');
    expect(one.frames.map(({ type }) => type)).not.toContain('message');
    await Promise.all([one.close(), two.close()]);
  });

  test('a retried send is the same send, whatever its text', async () => {
    const ada = await join('ada@example.com', 'retries');
    const first = await ada.request({ action: 'sendMessage', roomId: 'retries', text: 'once', clientMessageId: 'same' });
    const again = await ada.request({ action: 'sendMessage', roomId: 'retries', text: 'twice', clientMessageId: 'same' });
    expect(again.message).toEqual(first.message);
    await ada.close();
  });

  test('who comes back gets what came meanwhile', async () => {
    const ada = await join('ada@example.com', 'resume');
    const grace = await join('grace@example.com', 'resume');
    await ada.request({ action: 'sendMessage', roomId: 'resume', text: 'one', clientMessageId: 'a1' });
    await grace.close();
    await ada.request({ action: 'sendMessage', roomId: 'resume', text: 'two', clientMessageId: 'a2' });
    const { accessToken } = await tokenFor(room, { email: 'grace@example.com' });
    const back = await ChatClient.connect(room, accessToken);
    expect(await back.request({ action: 'joinRoom', roomId: 'resume', after: 1 })).toMatchObject({
      type: 'joined', highWatermark: 2, complete: true, messages: [{ seq: 2, text: 'two' }],
    });
    await Promise.all([ada.close(), back.close()]);
  });

  test('the shape { data } goes to the room general, which it joins', async () => {
    const { accessToken } = await tokenFor(room, { email: 'ada@example.com' });
    const ada = await ChatClient.connect(room, accessToken);
    expect(await ada.request({ action: 'sendMessage', data: 'Hello, WebSocket!' })).toMatchObject({
      type: 'sent', message: { roomId: 'general', text: 'Hello, WebSocket!' },
    });
    expect(await ada.request({ action: 'ping' })).toMatchObject({ type: 'pong', rooms: { general: expect.any(Number) } });
    await ada.close();
  });

  test('history comes over HTTP as well', async () => {
    const ada = await join('ada@example.com', 'history');
    for (const text of ['one', 'two', 'three']) await ada.request({ action: 'sendMessage', roomId: 'history', text, clientMessageId: text });
    const { accessToken } = await tokenFor(room, { email: 'grace@example.com' });
    const get = async (query: string) => (await fetch(`${room.url}/rooms/history/messages${query}`, { headers: { authorization: `Bearer ${accessToken}` } })).json();
    expect(await get('?limit=2')).toMatchObject({ roomId: 'history', highWatermark: 3, hasMore: true, messages: [{ seq: 2 }, { seq: 3 }] });
    expect(await get('?before=2')).toMatchObject({ hasMore: false, messages: [{ seq: 1 }] });
    expect(await get('?after=2')).toMatchObject({ hasMore: false, messages: [{ seq: 3, text: 'three' }] });
    await ada.close();
  });

  test('who has left gets nothing more and may not send', async () => {
    const ada = await join('ada@example.com', 'leaving');
    expect(await ada.request({ action: 'leaveRoom', roomId: 'leaving' })).toMatchObject({ type: 'left', roomId: 'leaving' });
    expect(await ada.request({ action: 'leaveRoom', roomId: 'leaving' })).toMatchObject({ type: 'left', roomId: 'leaving' });
    expect(await ada.request({ action: 'sendMessage', roomId: 'leaving', text: 'x', clientMessageId: 'x' })).toMatchObject({ type: 'error', code: 'NOT_IN_ROOM' });
    await ada.close();
  });

  test('a session is extended in place', async () => {
    const { accessToken } = await tokenFor(room, { email: 'ada@example.com', expiresInSeconds: 30 });
    const ada = await ChatClient.connect(room, accessToken);
    const fresh = await tokenFor(room, { email: 'ada@example.com' });
    const reply = await ada.request({ action: 'reauthenticate', token: fresh.accessToken });
    expect(reply.type).toBe('reauthenticated');
    expect(Date.parse(String(reply.sessionExpiresAt))).toBeGreaterThan(Date.now() + 60_000);
    const grace = await tokenFor(room, { email: 'grace@example.com' });
    expect(await ada.request({ action: 'reauthenticate', token: grace.accessToken })).toMatchObject({ type: 'error', code: 'UNAUTHENTICATED' });
    await ada.close();
  });
});

describe('a handshake is refused', () => {
  test('with 403 where the origin may not connect or the subprotocol is not offered, token or not', async () => {
    const { accessToken } = await tokenFor(room, { email: 'ada@example.com' });
    const bearer = `bearer.${accessToken}`;
    expect(await refusedHandshake(room, ['chat.v1', bearer], { origin: 'https://evil.example.com' })).toBe(403);
    expect(await refusedHandshake(room, ['chat.v1', bearer], { origin: 'null' })).toBe(403);
    expect(await refusedHandshake(room, ['chat.v1'], { origin: 'https://evil.example.com' })).toBe(403);
    expect(await refusedHandshake(room, [bearer])).toBe(403);
  });

  test('with 401 where the token is missing, expired, tampered with or no access token', async () => {
    const { accessToken } = await tokenFor(room, { email: 'ada@example.com', expiresInSeconds: -1 });
    expect(await refusedHandshake(room, [])).toBe(401);
    expect(await refusedHandshake(room, ['chat.v1'])).toBe(401);
    expect(await refusedHandshake(room, ['chat.v1', `bearer.${accessToken}`])).toBe(401);
    expect(await refusedHandshake(room, ['chat.v1', 'bearer.nonsense'])).toBe(401);
  });
});

describe('a malformed frame gets an error frame, and the socket stays open', () => {
  test.each([
    ['not JSON', 'INVALID_REQUEST', /JSON/],
    ['', 'INVALID_REQUEST', /JSON/],
    ['[]', 'INVALID_REQUEST', /object/],
    ['null', 'INVALID_REQUEST', /object/],
    ['{}', 'INVALID_REQUEST', /action/],
    ['{"action":1}', 'INVALID_REQUEST', /action/],
    ['{"action":"dance"}', 'UNKNOWN_ACTION', /dance/],
    ['{"action":"$connect"}', 'UNKNOWN_ACTION', /connect/],
    ['{"action":"joinRoom"}', 'INVALID_REQUEST', /roomId/],
    ['{"action":"joinRoom","roomId":"General"}', 'INVALID_REQUEST', /roomId/],
    ['{"action":"joinRoom","roomId":"general","after":-1}', 'INVALID_REQUEST', /after/],
    ['{"action":"sendMessage"}', 'INVALID_REQUEST', /roomId/],
    ['{"action":"sendMessage","roomId":"general","text":"  ","clientMessageId":"x"}', 'INVALID_REQUEST', /text/],
    ['{"action":"sendMessage","data":null}', 'INVALID_REQUEST', /data/],
    ['{"action":"sendMessage","data":"a","text":"b"}', 'INVALID_REQUEST', /text and data/],
    [JSON.stringify({ action: 'sendMessage', roomId: 'general', text: 'x'.repeat(4_001), clientMessageId: 'x' }), 'MESSAGE_TOO_LARGE', /4000/],
    ['{"action":"getMessages","roomId":"nobody-ever-came"}', 'ROOM_NOT_FOUND', /nobody-ever-came/],
    ['{"action":"ping","requestId":""}', 'INVALID_REQUEST', /requestId/],
  ])('%s', async (frame, code, message) => {
    const { accessToken } = await tokenFor(room, { email: 'ada@example.com' });
    const ada = await ChatClient.connect(room, accessToken);
    const error = await ada.raw(frame);
    expect(error).toMatchObject({ type: 'error', code, message: expect.stringMatching(message) });
    expect(await ada.request({ action: 'ping' })).toMatchObject({ type: 'pong' });
    await ada.close();
  });
});
