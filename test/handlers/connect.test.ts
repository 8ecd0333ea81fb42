import type { APIGatewayProxyResultV2, APIGatewayProxyStructuredResultV2 } from 'aws-lambda';
import { webSocketEvent } from './events';
import { loadHandler } from './load-handler';
import { HOUR_MS, Surroundings, watchLog } from './surroundings';

type Connect = typeof import('../../src/handlers/connect.lambda');
type ConnectEvent = Parameters<Connect['handler']>[0];
type Disconnect = typeof import('../../src/handlers/disconnect.lambda');

let surroundings: Surroundings;
let connect: Connect['handler'];
let disconnect: Disconnect['handler'];

beforeAll(async () => {
  surroundings = await Surroundings.start();
  connect = loadHandler<Connect>('connect.lambda', surroundings.variables).handler;
  disconnect = loadHandler<Disconnect>('disconnect.lambda', surroundings.variables).handler;
});

beforeEach(() => {
  surroundings.failing = () => false;
});

afterEach(() => jest.restoreAllMocks());

afterAll(async () => surroundings.stop());

const sessionExpiresAt = Date.now() + HOUR_MS;

/** A handshake that `authorize` let in: API Gateway has made text of what it said. */
const opened = (connectionId: string, fields: object = {}) => webSocketEvent<ConnectEvent>({
  connectionId,
  eventType: 'CONNECT',
  routeKey: '$connect',
  authorizer: { principalId: 'connection', userId: 'ada', name: 'Ada 漢😀', originJti: 'sign-in-1', sessionExpiresAt: String(sessionExpiresAt), ...fields },
});

const statusOf = (result: APIGatewayProxyResultV2) => (result as APIGatewayProxyStructuredResultV2).statusCode;

describe('connecting', () => {
  test('notes the connection, and selects the subprotocol without the token', async () => {
    expect(await connect(opened('a='))).toEqual({ statusCode: 200, headers: { 'Sec-WebSocket-Protocol': 'chat.v1' } });
    expect(await surroundings.connections.read('a=')).toEqual({
      connectionId: 'a=', userId: 'ada', name: 'Ada 漢😀', originJti: 'sign-in-1', sessionExpiresAt, rooms: new Set(), rateTime: 0,
    });
  });

  test('may come from a sign-in without an id', async () => {
    await connect(opened('b=', { originJti: '' }));
    expect(await surroundings.connections.read('b=')).toMatchObject({ originJti: '' });
  });

  test('fails where the connection cannot be noted, and says no more of it', async () => {
    surroundings.failing = () => true;
    const log = watchLog();
    expect(await connect(opened('c='))).toEqual({ statusCode: 500 });
    expect(log()).toContain('connect-failed');
    expect(log()).toContain('c=');
    expect(log()).not.toMatch(/\n\s*at |stack/);
    expect(log()).not.toContain('Ada');
  });

  test('is no answer to a frame', async () => {
    expect(await connect(webSocketEvent<ConnectEvent>({ connectionId: 'd=', eventType: 'MESSAGE' }))).toEqual({ statusCode: 400 });
    expect(await surroundings.connections.read('d=')).toBeUndefined();
  });
});

describe('disconnecting', () => {
  const closed = (connectionId: string) => webSocketEvent({ connectionId, eventType: 'DISCONNECT', routeKey: '$disconnect' });

  test('removes what is noted of the connection, from its rooms too', async () => {
    const room = surroundings.newRoom();
    const c = await surroundings.connect({ rooms: [room] });
    expect(await disconnect(closed(c))).toEqual({ statusCode: 200 });
    expect(await surroundings.connections.read(c)).toBeUndefined();
    for await (const page of surroundings.connections.inRoom(room)) expect(page).toEqual([]);
  });

  test('is no error where nothing is noted, or the second time', async () => {
    expect(await disconnect(closed('unknown='))).toEqual({ statusCode: 200 });
    const c = await surroundings.connect();
    await disconnect(closed(c));
    expect(await disconnect(closed(c))).toEqual({ statusCode: 200 });
  });

  test('that fails is logged without a stack, and can be done again', async () => {
    const c = await surroundings.connect();
    surroundings.failing = ({ operation }) => operation === 'DeleteItem';
    const log = watchLog();
    expect(statusOf(await disconnect(closed(c)))).toBe(500);
    expect(log()).toContain('disconnect-failed');
    expect(log()).not.toMatch(/\n\s*at |stack/);
    surroundings.failing = () => false;
    expect(statusOf(await disconnect(closed(c)))).toBe(200);
    expect(await surroundings.connections.read(c)).toBeUndefined();
  });

  test('is not what a frame does', async () => {
    const c = await surroundings.connect();
    await disconnect(webSocketEvent({ connectionId: c, eventType: 'MESSAGE' }));
    expect(await surroundings.connections.read(c)).toBeDefined();
  });
});
