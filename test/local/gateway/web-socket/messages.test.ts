import type { Socket } from 'node:net';
import { FunctionError } from '../../../../src/local/functions/function-error';
import { GatewayLab, closeGateways } from './gateway-lab';

afterEach(closeGateways);

const answer = (name: string) => () => ({ statusCode: 200, body: name });

describe('a message goes to the route', () => {
  test.each([
    ['that its action names', '{"action":"sendMessage"}', 'sendMessage'],
    ['$default where nothing is named so', '{"action":"dance"}', '$default'],
    ['$default without an action', '{}', '$default'],
    ['$default with an empty action', '{"action":""}', '$default'],
    ['$default with an action that is an object', '{"action":{"a":1}}', '$default'],
    ['$default with an action that is null', '{"action":null}', '$default'],
    ['$default where it is no JSON', 'hello', '$default'],
    ['$default where it is empty', '', '$default'],
    ['$default where it is a list', '["sendMessage"]', '$default'],
    ['$default where it is a text', '"sendMessage"', '$default'],
    ['$default where it names a route of the life cycle', '{"action":"$connect"}', '$default'],
    ['$default where it names that', '{"action":"$default"}', '$default'],
    ['$default with what every object has', '{"action":"constructor"}', '$default'],
  ])('%s', async (_, body, route) => {
    const lab = await GatewayLab.start({ $default: answer('$default'), sendMessage: answer('sendMessage') });
    const client = await lab.connect();
    client.send(body);
    expect(await client.received()).toEqual([route]);
    expect(lab.served(route)[0]).toMatchObject({ body, isBase64Encoded: false, requestContext: { routeKey: route, eventType: 'MESSAGE' } });
  });

  test.each([
    ['$request.body.message.kind', { message: { kind: 'sendMessage' } }, 'sendMessage'],
    ['${request.body.verb}${request.body.noun}', { verb: 'send', noun: 'Message' }, 'sendMessage'],
    ['${request.body.verb}Message', { verb: 'send' }, 'sendMessage'],
    ['${request.body.verb}Message', {}, '$default'],
  ])('that the expression %s finds', async (routeSelectionExpression, body, route) => {
    const lab = await GatewayLab.start({ $default: answer('$default'), sendMessage: answer('sendMessage') }, { routeSelectionExpression });
    const client = await lab.connect();
    client.send(body);
    expect(await client.received()).toEqual([route]);
  });

  test('and is forbidden where there is none', async () => {
    const lab = await GatewayLab.start({}, { routes: ['$connect'] });
    const client = await lab.connect();
    client.send('{}');
    const [{ requestContext: { connectionId } }] = lab.served('$connect');
    expect(JSON.parse((await client.received())[0])).toEqual({ message: 'Forbidden', connectionId, requestId: expect.any(String) });
  });
});

test('an event says whose message it is, and when it came', async () => {
  const lab = await GatewayLab.start();
  const client = await lab.connect({ headers: { 'User-Agent': 'test' } });
  client.send('{}');
  const [{ requestContext: connect }] = lab.served('$connect');
  const [event] = await lab.until('$default');
  expect(event.requestContext).toEqual({
    apiId: 'abcdefghij',
    connectedAt: connect.connectedAt,
    connectionId: connect.connectionId,
    domainName: 'abcdefghij.execute-api.us-east-1.amazonaws.com',
    eventType: 'MESSAGE',
    extendedRequestId: event.requestContext.requestId,
    identity: { sourceIp: '127.0.0.1', userAgent: 'test' },
    messageDirection: 'IN',
    messageId: expect.stringMatching(/^[\w-]{15}=$/),
    requestId: expect.stringMatching(/^[\w-]{15}=$/),
    requestTime: expect.any(String),
    requestTimeEpoch: expect.any(Number),
    routeKey: '$default',
    stage: 'chat',
  });
  expect(event).not.toHaveProperty('headers');
});

describe('what a function returns', () => {
  test('goes back only from a route with a response', async () => {
    const lab = await GatewayLab.start({ $default: answer('default'), sendMessage: answer('sent') }, { responding: ['sendMessage'] });
    const client = await lab.connect();
    client.send('{}');
    await lab.until('$default');
    client.send({ action: 'sendMessage' });
    expect(await client.received()).toEqual(['sent']);
  });

  test('goes back whatever its status, and not at all where it is empty', async () => {
    const lab = await GatewayLab.start({
      $default: ({ body }) => JSON.parse(body) as unknown,
      sendMessage: answer('sent'),
    });
    const client = await lab.connect();
    client.send({ statusCode: 200 });
    client.send({ statusCode: 200, body: '' });
    await lab.until('$default', 2);
    client.send({ statusCode: 500, body: 'wrong' });
    await client.received();
    client.send({ action: 'sendMessage' });
    expect(await client.received(2)).toEqual(['wrong', 'sent']);
  });

  test.each<[string, () => unknown]>([
    ['fails', () => { throw new FunctionError({ errorType: 'Error', errorMessage: 'secret' }); }],
    ['returns nothing', () => null],
    ['returns no status', () => ({ body: 'x' })],
    ['returns a body that is no text', () => ({ statusCode: 200, body: { a: 1 } })],
    ['returns more than 128 KB', () => ({ statusCode: 200, body: 'x'.repeat(128 * 1024 + 1) })],
  ])('is replaced by the gateway\'s own error where it %s', async (_, $default) => {
    const lab = await GatewayLab.start({ $default });
    const client = await lab.connect();
    client.send('{}');
    const [frame] = await client.received();
    const [{ requestContext: { connectionId, requestId } }] = lab.served('$default');
    expect(JSON.parse(frame)).toEqual({ message: 'Internal server error', connectionId, requestId });
    expect(client.socket.readyState).toBe(client.socket.OPEN);
  });

  test('a failure is told on a route without a response, too; a strange result is not', async () => {
    const lab = await GatewayLab.start({ $default: () => { throw new FunctionError({}); }, sendMessage: () => null }, { responding: [] });
    const client = await lab.connect();
    client.send({ action: 'sendMessage' });
    await lab.until('sendMessage');
    client.send('{}');
    expect(JSON.parse((await client.received())[0])).toMatchObject({ message: 'Internal server error' });
    expect(client.messages).toHaveLength(1);
  });

  test('comes too late after the integration\'s time-out', async () => {
    const lab = await GatewayLab.start({ $default: async () => new Promise(() => undefined) }, { timeoutMs: 30 });
    const client = await lab.connect();
    client.send('{}');
    expect(JSON.parse((await client.received())[0])).toMatchObject({ message: 'Endpoint request timed out', connectionId: expect.any(String) });
  });
});

test('messages of one connection are served concurrently: nothing holds their order', async () => {
  let release: (() => void) | undefined;
  const lab = await GatewayLab.start({
    $default: async ({ body }) => {
      if (body === 'first') await new Promise<void>((resolve) => { release = resolve; });
      return { statusCode: 200, body };
    },
  });
  const client = await lab.connect();
  client.send('first');
  client.send('second');
  expect(await client.received(1)).toEqual(['second']);
  release!();
  expect(await client.received(2)).toEqual(['second', 'first']);
});

describe('limits', () => {
  const KB = 1024;

  test('a frame of 32 KB is served', async () => {
    const lab = await GatewayLab.start();
    const client = await lab.connect();
    client.send('x'.repeat(32 * KB));
    expect((await lab.until('$default'))[0].body).toHaveLength(32 * KB);
  });

  test('a longer frame closes with 1009 and is not served', async () => {
    const lab = await GatewayLab.start();
    const client = await lab.connect();
    client.send('x'.repeat(32 * KB + 1));
    expect((await client.closed).code).toBe(1009);
    expect((await lab.until('$disconnect'))[0].requestContext.disconnectStatusCode).toBe(1009);
    expect(lab.served('$default')).toEqual([]);
  });

  test('a message of 128 KB in frames of 32 KB is served', async () => {
    const lab = await GatewayLab.start();
    const client = await lab.connect();
    for (let frame = 0; frame < 4; frame += 1) client.socket.send('x'.repeat(32 * KB), { fin: frame === 3 });
    expect((await lab.until('$default'))[0].body).toHaveLength(128 * KB);
  });

  test('a longer message closes with 1009, however small its frames', async () => {
    const lab = await GatewayLab.start();
    const client = await lab.connect();
    for (let frame = 0; frame < 5; frame += 1) client.socket.send('x'.repeat(frame === 4 ? 1 : 32 * KB), { fin: frame === 4 });
    expect((await client.closed).code).toBe(1009);
    expect((await lab.until('$disconnect'))[0].requestContext.disconnectStatusCode).toBe(1009);
    expect(lab.served('$default')).toEqual([]);
  });

  test('what is no WebSocket frame closes with 1002', async () => {
    const lab = await GatewayLab.start();
    const client = await lab.connect();
    (client.socket as unknown as { _socket: Socket })._socket.write(Buffer.from([0x83, 0x80, 0, 0, 0, 0])); // opcode 3 is none
    expect((await client.closed).code).toBe(1002);
    expect((await lab.until('$disconnect'))[0].requestContext.disconnectStatusCode).toBe(1002);
  });

  test('frames in many pieces and many frames in one are told apart', async () => {
    const lab = await GatewayLab.start();
    const client = await lab.connect();
    const sizes = [0, 1, 125, 126, 127, 65, 20_000, 32 * KB, 0, 3];
    for (const size of sizes) client.send('x'.repeat(size));
    expect((await lab.until('$default', sizes.length)).map(({ body }) => body.length)).toEqual(sizes);
  });

  test('a binary frame closes with 1003', async () => {
    const lab = await GatewayLab.start();
    const client = await lab.connect();
    client.socket.send(Buffer.from('{}'), { binary: true });
    expect((await client.closed).code).toBe(1003);
    expect(lab.served('$default')).toEqual([]);
  });

  test('text that is no UTF-8 closes with 1007', async () => {
    const lab = await GatewayLab.start();
    const client = await lab.connect();
    client.socket.send(Buffer.from([0x7b, 0xff, 0x7d]), { binary: false });
    expect((await client.closed).code).toBe(1007);
    expect((await lab.until('$disconnect'))[0].requestContext.disconnectStatusCode).toBe(1007);
  });

  test('an idle connection is closed with 1001, one that is used is not', async () => {
    const lab = await GatewayLab.start({ $default: answer('here') }, { limits: { idleMs: 300, lifeMs: 60_000 } });
    const [idle, busy] = [await lab.connect(), await lab.connect()];
    const keepBusy = setInterval(() => busy.send('{}'), 50);
    expect(await idle.closed).toEqual({ code: 1001, reason: 'Going away' });
    expect(busy.socket.readyState).toBe(busy.socket.OPEN);
    clearInterval(keepBusy);
    expect((await lab.until('$disconnect'))[0].requestContext).toMatchObject({ disconnectStatusCode: 1001, disconnectReason: 'Going away' });
  });

  test('an old connection is closed, however busy', async () => {
    const lab = await GatewayLab.start({}, { limits: { idleMs: 60_000, lifeMs: 200 } });
    const client = await lab.connect();
    const keepBusy = setInterval(() => client.send('{}'), 20);
    expect((await client.closed).code).toBe(1001);
    clearInterval(keepBusy);
  });
});

describe('$disconnect learns', () => {
  test.each([
    ['the client\'s code and reason', (close: (code?: number, reason?: string) => void) => close(4001, 'bye'), 4001, 'bye'],
    ['that a page was left', (close: (code?: number, reason?: string) => void) => close(1001), 1001, ''],
    ['that there was no code', (close: (code?: number, reason?: string) => void) => close(), 1005, 'Client-side close frame status not set'],
  ])('%s', async (_, end, code, reason) => {
    const lab = await GatewayLab.start();
    const { socket } = await lab.connect();
    end((...args) => socket.close(...args));
    const [event] = await lab.until('$disconnect');
    expect(event).toMatchObject({
      headers: { 'Host': 'abcdefghij.execute-api.us-east-1.amazonaws.com', 'x-api-key': '', 'X-Forwarded-For': '', 'x-restapi': '' },
      isBase64Encoded: false,
      requestContext: { routeKey: '$disconnect', eventType: 'DISCONNECT', disconnectStatusCode: code, disconnectReason: reason },
    });
    expect(event.requestContext.connectionId).toBe(lab.served('$connect')[0].requestContext.connectionId);
  });

  test('that a client was lost', async () => {
    const lab = await GatewayLab.start();
    const { socket } = await lab.connect();
    socket.terminate();
    expect((await lab.until('$disconnect'))[0].requestContext).toMatchObject({ disconnectStatusCode: 1006, disconnectReason: '' });
  });

  test('once', async () => {
    const lab = await GatewayLab.start();
    const client = await lab.connect();
    client.socket.send(Buffer.from('x'), { binary: true });
    await client.closed;
    await lab.until('$disconnect');
    const other = await lab.connect();
    other.socket.close();
    await lab.until('$disconnect', 2);
    expect(lab.served('$disconnect')).toHaveLength(2);
  });
});
