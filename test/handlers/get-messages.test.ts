import type { APIGatewayProxyStructuredResultV2 } from 'aws-lambda';
import { messageAt } from './chat/chat-store-behaviour';
import { authorizedEvent, context, REQUEST_ID } from './events';
import { loadHandler } from './load-handler';
import { Surroundings, watchLog } from './surroundings';

type GetMessages = typeof import('../../src/handlers/get-messages.lambda');

let surroundings: Surroundings;
let handler: GetMessages['handler'];
let room: string;

beforeAll(async () => {
  surroundings = await Surroundings.start();
  ({ handler } = loadHandler<GetMessages>('get-messages.lambda', surroundings.variables));
});

beforeEach(async () => {
  surroundings.failing = () => false;
  room = surroundings.newRoom();
  await surroundings.chat.createRoom(room, Date.now());
  for (let seq = 1; seq <= 3; seq += 1) {
    await surroundings.chat.allotSeq(room, Date.now());
    await surroundings.chat.putMessage(messageAt(room, seq));
  }
});

afterEach(() => jest.restoreAllMocks());

afterAll(async () => surroundings.stop());

interface Asked {
  readonly roomId?: string;
  readonly claims?: Record<string, string>;
}

async function get(query?: Record<string, string>, { roomId = room, claims = {} }: Asked = {}) {
  const event = authorizedEvent({
    routeKey: 'GET /rooms/{roomId}/messages', path: `/rooms/${roomId}/messages`, pathParameters: { roomId }, ...(query && { query }),
  }, { token_use: 'access', sub: 'ada', ...claims });
  return parsed(await handler(event, context()));
}

function parsed({ statusCode, headers, body }: APIGatewayProxyStructuredResultV2) {
  expect(headers).toMatchObject({ 'content-type': 'application/json', 'cache-control': 'no-store', 'x-content-type-options': 'nosniff' });
  return { statusCode, body: JSON.parse(body!) as unknown };
}

describe('GET /rooms/{roomId}/messages', () => {
  test('answers as getMessages does', async () => {
    expect(await get()).toEqual({
      statusCode: 200, body: { roomId: room, messages: [1, 2, 3].map((seq) => messageAt(room, seq)), highWatermark: 3, hasMore: false },
    });
    expect(await get({ limit: '1' })).toMatchObject({ body: { messages: [{ seq: 3 }], hasMore: true } });
    expect(await get({ after: '1', limit: '1' })).toMatchObject({ body: { messages: [{ seq: 2 }], hasMore: true } });
    expect(await get({ before: '2' })).toMatchObject({ body: { messages: [{ seq: 1 }], hasMore: false } });
  });

  test('reads the room that its path names, whatever the query names', async () => {
    const secret = surroundings.newRoom();
    await surroundings.chat.createRoom(secret, Date.now());
    expect(await get({ roomId: secret })).toMatchObject({ statusCode: 200, body: { roomId: room } });
  });

  test('passes over what it does not know', async () => {
    expect(await get({ requestId: '', action: 'ping', color: 'red' })).toMatchObject({ statusCode: 200 });
  });

  test.each<[string, Record<string, string>]>([
    ['before', { before: 'x' }], ['after', { after: '-1' }], ['limit', { limit: '0' }], ['limit', { limit: '101' }], ['before', { before: '1', after: '1' }], ['limit', { limit: '1,2' }],
  ])('names what is wrong: %s', async (name, query) => {
    expect(await get(query)).toEqual({ statusCode: 400, body: { code: 'INVALID_REQUEST', message: expect.stringContaining(name) } });
  });

  test.each(['General', '-', '', 'a b', '%00', '..'])('names the room where it cannot be one: %j', async (roomId) => {
    expect(await get(undefined, { roomId })).toEqual({ statusCode: 400, body: { code: 'INVALID_REQUEST', message: expect.stringMatching(/^roomId /) } });
  });

  test('of a room that nobody ever joined is 404', async () => {
    expect(await get(undefined, { roomId: 'nowhere' })).toEqual({ statusCode: 404, body: { code: 'ROOM_NOT_FOUND', message: 'there is no room "nowhere"' } });
  });

  test.each(['id', 'refresh', ''])('with a token that is no access token is 401: %j', async (use) => {
    expect(await get(undefined, { claims: { token_use: use } })).toEqual({ statusCode: 401, body: { code: 'UNAUTHENTICATED', message: 'bring an access token' } });
  });

  test('is 401 before it is 400', async () => {
    expect(await get({ limit: 'x' }, { claims: { token_use: 'id' } })).toMatchObject({ statusCode: 401 });
  });

  test('that fails for a reason of ours is 500 with a reference, and nothing else', async () => {
    surroundings.failing = () => true;
    const log = watchLog();
    expect(await get()).toEqual({ statusCode: 500, body: { code: 'INTERNAL', message: `something went wrong on our side, reference ${REQUEST_ID}` } });
    expect(log()).toContain(REQUEST_ID);
    expect(log()).not.toMatch(/\n\s*at |stack/);
  });
});
