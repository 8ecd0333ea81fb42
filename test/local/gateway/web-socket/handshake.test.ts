import * as net from 'node:net';
import { FunctionError } from '../../../../src/local/functions/function-error';
import { GatewayLab, allow, closeGateways, policy, type GatewayEvent } from './gateway-lab';

afterEach(closeGateways);

const error = (errorMessage: string) => { throw new FunctionError({ errorType: 'Error', errorMessage }); };

describe('the authorizer is asked before the upgrade', () => {
  test('with the event of a REQUEST authorizer', async () => {
    const lab = await GatewayLab.start({ authorize: allow, $connect: () => ({ statusCode: 200, headers: { 'Sec-WebSocket-Protocol': 'chat.v1' } }) });
    await lab.connect({ protocols: ['chat.v1'], headers: { 'Origin': 'http://localhost:3000', 'User-Agent': 'test' }, query: '?ticket=a%20b&x=1&x=2' });
    const [event] = lab.served('authorize');
    expect(event).toMatchObject({
      type: 'REQUEST',
      methodArn: 'arn:aws:execute-api:us-east-1:000000000000:abcdefghij/chat/$connect',
      headers: { 'Sec-WebSocket-Protocol': 'chat.v1', 'Origin': 'http://localhost:3000', 'X-Forwarded-For': '127.0.0.1' },
      multiValueHeaders: { 'Sec-WebSocket-Protocol': ['chat.v1'] },
      queryStringParameters: { ticket: 'a b', x: '2' },
      multiValueQueryStringParameters: { ticket: ['a b'], x: ['1', '2'] },
      stageVariables: {},
      requestContext: {
        routeKey: '$connect',
        eventType: 'CONNECT',
        messageDirection: 'IN',
        stage: 'chat',
        apiId: 'abcdefghij',
        domainName: 'abcdefghij.execute-api.us-east-1.amazonaws.com',
        identity: { userAgent: 'test', sourceIp: '127.0.0.1' },
        connectionId: expect.stringMatching(/^[\w-]{15}=$/),
        requestId: expect.stringMatching(/^[\w-]{15}=$/),
        connectedAt: expect.any(Number),
        requestTimeEpoch: expect.any(Number),
        requestTime: expect.stringMatching(/^\d\d\/[A-Z][a-z]{2}\/\d{4}:/),
      },
    });
    expect(event).not.toHaveProperty('body');
    expect(event.requestContext).not.toHaveProperty('authorizer');
  });

  test('and what it returns is there for $connect, messages and $disconnect, as strings', async () => {
    const lab = await GatewayLab.start({ authorize: (event) => allow(event, { name: 'Ada', admin: true, age: 36, nothing: null }) });
    const client = await lab.connect({ protocols: ['chat.v1'] }).catch(() => undefined);
    expect(client).toBeUndefined(); // $connect echoed no subprotocol: a client closes then, as a browser does
    const authorizer = { principalId: 'ada', name: 'Ada', admin: 'true', age: '36', integrationLatency: expect.any(Number) };
    expect((await lab.until('$connect'))[0].requestContext.authorizer).toEqual(authorizer);
    expect((await lab.until('$disconnect'))[0].requestContext.authorizer).toEqual(authorizer);
  });

  test.each([
    ['no header that names the identity', {}, ['route.request.header.X-Token'], ''],
    ['an empty one', { 'X-Token': '' }, ['route.request.header.X-Token'], ''],
    ['one of two missing', { 'X-Token': 'a' }, ['route.request.header.X-Token', 'route.request.querystring.ticket'], ''],
    ['no query parameter', {}, ['route.request.querystring.ticket'], '?other=1'],
  ])('but not where there is %s: 401', async (_, headers, identitySources, query) => {
    const lab = await GatewayLab.start({ authorize: allow }, { identitySources });
    expect(await lab.refused(headers, `/chat${query}`)).toMatchObject({ status: 401, body: { message: 'Unauthorized' } });
    expect(lab.events).toEqual([]);
  });

  test('a header\'s name is found in any case', async () => {
    const lab = await GatewayLab.start({ authorize: allow, $connect: () => ({ statusCode: 418 }) }, { identitySources: ['route.request.header.x-token'] });
    expect(await lab.refused({ 'X-TOKEN': 'a' })).toMatchObject({ status: 418 });
  });

  test.each<[string, (event: GatewayEvent) => unknown, number, RegExp]>([
    ['throws the word Unauthorized', () => error('Unauthorized'), 401, /^Unauthorized$/],
    ['throws something else', () => error('unauthorized'), 500, /^Internal server error$/],
    ['denies', ({ methodArn }) => policy('Deny', methodArn), 403, /explicit deny/],
    ['allows and denies', ({ methodArn }) => ({ ...policy('Allow', '*') as object, policyDocument: { Statement: [{ Action: '*', Effect: 'Allow', Resource: '*' }, { Action: 'execute-api:*', Effect: 'Deny', Resource: methodArn }] } }), 403, /explicit deny/],
    ['allows something else', () => policy('Allow', 'arn:aws:execute-api:us-east-1:000000000000:abcdefghij/chat/sendMessage'), 403, /not authorized/],
    ['allows another path form', () => policy('Allow', 'arn:aws:execute-api:us-east-1:000000000000:abcdefghij/*/*/*'), 403, /not authorized/],
    ['allows another action', ({ methodArn }) => ({ principalId: 'a', policyDocument: { Statement: { Action: 'execute-api:ManageConnections', Effect: 'Allow', Resource: methodArn } } }), 403, /not authorized/],
    ['returns nothing', () => null, 500, /^Internal server error$/],
    ['returns no principal', ({ methodArn }) => ({ ...policy('Allow', methodArn) as object, principalId: undefined }), 500, /^Internal server error$/],
    ['returns no policy', () => ({ principalId: 'ada', isAuthorized: true }), 500, /^Internal server error$/],
    ['returns an object in its context', (event) => allow(event, { rooms: ['a'] }), 500, /^Internal server error$/],
  ])('one that %s', async (_, authorize, status, message) => {
    const lab = await GatewayLab.start({ authorize });
    const refusal = await lab.refused();
    const body = { message: expect.stringMatching(message), connectionId: expect.any(String), requestId: expect.any(String) };
    expect(refusal).toMatchObject({ status, body });
    expect(lab.served('$connect')).toEqual([]);
  });

  test.each([
    ['the ARN itself', ({ methodArn }: GatewayEvent) => methodArn],
    ['a list with it', ({ methodArn }: GatewayEvent) => ['arn:other', methodArn]],
    ['a star', () => '*'],
    ['a star in it', () => 'arn:aws:execute-api:us-east-1:*:abcdefghij/chat/*'],
    ['a question mark in it', () => 'arn:aws:execute-api:us-east-1:000000000000:abcdefghi?/chat/$connect'],
  ])('a policy may name %s', async (_, resource) => {
    const lab = await GatewayLab.start({ authorize: (event) => policy('Allow', resource(event)), $connect: () => ({ statusCode: 418 }) });
    expect((await lab.refused()).status).toBe(418);
  });
});

describe('$connect decides', () => {
  test('with an event like the authorizer\'s', async () => {
    const lab = await GatewayLab.start();
    await lab.connect({ query: '?a=1' });
    const [event] = lab.served('$connect');
    expect(event).toMatchObject({ isBase64Encoded: false, queryStringParameters: { a: '1' }, requestContext: { routeKey: '$connect', eventType: 'CONNECT' } });
    expect(event).not.toHaveProperty('methodArn');
    await lab.connect();
    expect(lab.served('$connect')[1]).not.toHaveProperty('queryStringParameters');
  });

  test.each([[200], [204], [299]])('with status %d the client is let in', async (statusCode) => {
    const lab = await GatewayLab.start({ $connect: () => ({ statusCode }) });
    await lab.connect();
    expect(lab.gateway.counters.connections).toBe(1);
  });

  test.each([[302], [401], [403], [429], [500]])('with status %d it is refused with that', async (statusCode) => {
    const lab = await GatewayLab.start({ $connect: () => ({ statusCode }) });
    expect((await lab.refused()).status).toBe(statusCode);
    expect(lab.gateway.counters.connections).toBe(0);
  });

  test.each<[string, () => unknown]>([
    ['fails', () => error('boom')],
    ['returns nothing', () => null],
    ['returns a status that is none', () => ({ statusCode: 'yes' })],
    ['returns a subprotocol that would break out', () => ({ statusCode: 200, headers: { 'Sec-WebSocket-Protocol': 'chat\r\nX: y' } })],
  ])('502 where it %s', async (_, $connect) => {
    expect((await (await GatewayLab.start({ $connect })).refused()).status).toBe(502);
  });

  test('502 where it takes too long', async () => {
    const lab = await GatewayLab.start({ $connect: async () => new Promise(() => undefined) }, { timeoutMs: 30 });
    expect((await lab.refused()).status).toBe(502);
  });

  test('without that route everybody is let in', async () => {
    await (await GatewayLab.start({}, { routes: ['$default'] })).connect();
  });

  test('a message that comes before it is done waits for it', async () => {
    let finish: (() => void) | undefined;
    const lab = await GatewayLab.start({ $connect: async () => new Promise((resolve) => { finish = () => resolve({ statusCode: 200 }); }) });
    const socket = net.connect(Number(new URL(lab.url).port), '127.0.0.1');
    const masked = Buffer.from([0x81, 0x82, 0, 0, 0, 0, 0x7b, 0x7d]); // {}
    socket.write(Buffer.concat([
      Buffer.from('GET /chat HTTP/1.1\r\nHost: localhost\r\nConnection: Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Version: 13\r\nSec-WebSocket-Key: AAAAAAAAAAAAAAAAAAAAAA==\r\n\r\n'),
      masked,
    ]));
    await lab.until('$connect');
    expect(lab.served('$default')).toEqual([]);
    finish!();
    expect((await lab.until('$default'))[0].body).toBe('{}');
    socket.destroy();
  });

  test('a client that goes away meanwhile is disconnected as well as connected', async () => {
    let finish: (() => void) | undefined;
    const lab = await GatewayLab.start({ $connect: async () => new Promise((resolve) => { finish = () => resolve({ statusCode: 200 }); }) });
    const socket = net.connect(Number(new URL(lab.url).port), '127.0.0.1');
    socket.write('GET /chat HTTP/1.1\r\nHost: localhost\r\nConnection: Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Version: 13\r\nSec-WebSocket-Key: AAAAAAAAAAAAAAAAAAAAAA==\r\n\r\n');
    const [{ requestContext: { connectionId } }] = await lab.until('$connect');
    socket.resetAndDestroy();
    await new Promise((resolve) => socket.once('close', resolve));
    finish!();
    expect((await lab.until('$disconnect'))[0].requestContext).toMatchObject({ connectionId, disconnectStatusCode: 1006 });
    expect(lab.gateway.counters.connections).toBe(0);
  });
});

describe('the subprotocol', () => {
  test('is the one that $connect returns, and no other', async () => {
    const lab = await GatewayLab.start({ $connect: () => ({ statusCode: 200, headers: { 'sec-websocket-protocol': 'chat.v1', 'X-Other': 'x' } }) });
    const { socket } = await lab.connect({ protocols: ['bearer.token', 'chat.v1'] });
    expect(socket.protocol).toBe('chat.v1');
  });

  test('is not chosen by the gateway: without an echo a browser\'s connection fails', async () => {
    const lab = await GatewayLab.start();
    await expect(lab.connect({ protocols: ['chat.v1'] })).rejects.toThrow(/no subprotocol/i);
  });

  test('is sent even where the client offered none or another, as on AWS', async () => {
    const lab = await GatewayLab.start({ $connect: () => ({ statusCode: 200, headers: { 'Sec-WebSocket-Protocol': 'chat.v1' } }) });
    await expect(lab.connect()).rejects.toThrow(/subprotocol/i);
    await expect(lab.connect({ protocols: ['other'] })).rejects.toThrow(/subprotocol/i);
  });
});

describe('what is no handshake', () => {
  test.each([
    ['has another version', { 'Sec-WebSocket-Version': '7' }, '/chat', 400],
    ['has a key that is none', { 'Sec-WebSocket-Key': 'short' }, '/chat', 400],
    ['wants another protocol', { Upgrade: 'h2c' }, '/chat', 400],
    ['names another stage', {}, '/other', 403],
    ['names no stage', {}, '/', 403],
  ])('%s', async (_, headers, path, status) => {
    const lab = await GatewayLab.start({ authorize: allow });
    expect((await lab.refused(headers, path)).status).toBe(status);
    expect(lab.events).toEqual([]);
  });

  test('a plain request for the stage is told to upgrade', async () => {
    const lab = await GatewayLab.start();
    expect((await fetch(lab.url.replace('ws', 'http'))).status).toBe(426);
    expect((await fetch(lab.url.replace('ws', 'http').replace('chat', 'other'))).status).toBe(403);
  });
});
