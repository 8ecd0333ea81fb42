import {
  ApiGatewayManagementApiClient, DeleteConnectionCommand, GetConnectionCommand, PostToConnectionCommand,
} from '@aws-sdk/client-apigatewaymanagementapi';
import { CREDENTIALS } from '../../../../src/local/aws-account';
import { sign } from '../../../../src/local/signature/sign';
import { GatewayLab, closeGateways, type GatewayEvent } from './gateway-lab';

const clients: ApiGatewayManagementApiClient[] = [];
afterEach(async () => {
  for (const client of clients.splice(0)) client.destroy();
  await closeGateways();
});

/** The SDK's client, as handlers use it. */
function manager(lab: GatewayLab, credentials = CREDENTIALS): ApiGatewayManagementApiClient {
  const client = new ApiGatewayManagementApiClient({ endpoint: lab.url.replace('ws', 'http'), region: 'us-east-1', credentials, maxAttempts: 1 });
  clients.push(client);
  return client;
}

async function connected(lab: GatewayLab) {
  const client = await lab.connect({ headers: { 'User-Agent': 'test' } });
  const { connectionId } = lab.served('$connect').at(-1)!.requestContext;
  return { client, ConnectionId: connectionId };
}

describe('a function', () => {
  test('posts to a connection', async () => {
    const lab = await GatewayLab.start();
    const { client, ConnectionId } = await connected(lab);
    await manager(lab).send(new PostToConnectionCommand({ ConnectionId, Data: 'שלום 👋🏽' }));
    await manager(lab).send(new PostToConnectionCommand({ ConnectionId, Data: Buffer.from('{}') }));
    expect(await client.received(2)).toEqual(['שלום 👋🏽', '{}']);
    expect(lab.gateway.counters).toMatchObject({ messagesOut: 2, billedMessages: 2, posts: { 200: 2 } });
  });

  test('posts up to 128 KB, which come in frames of 32 KB and are billed so', async () => {
    const lab = await GatewayLab.start();
    const { client, ConnectionId } = await connected(lab);
    const data = 'ü'.repeat(64 * 1024);
    await manager(lab).send(new PostToConnectionCommand({ ConnectionId, Data: data }));
    expect(await client.received()).toEqual([data]);
    expect(lab.gateway.counters.billedMessages).toBe(4);
    await expect(manager(lab).send(new PostToConnectionCommand({ ConnectionId, Data: `${data}x` })))
      .rejects.toMatchObject({ name: 'PayloadTooLargeException', $metadata: { httpStatusCode: 413 } });
    expect(client.socket.readyState).toBe(client.socket.OPEN);
  });

  test('looks at a connection', async () => {
    const lab = await GatewayLab.start();
    const { client, ConnectionId } = await connected(lab);
    const found = await manager(lab).send(new GetConnectionCommand({ ConnectionId }));
    expect(found).toMatchObject({
      Identity: { SourceIp: '127.0.0.1', UserAgent: 'test' },
      ConnectedAt: expect.any(Date),
      LastActiveAt: expect.any(Date),
    });
    client.send('{}');
    await lab.until('$default');
    const later = await manager(lab).send(new GetConnectionCommand({ ConnectionId }));
    expect(later.ConnectedAt).toEqual(found.ConnectedAt);
    expect(later.LastActiveAt!.getTime()).toBeGreaterThanOrEqual(found.LastActiveAt!.getTime());
  });

  test('closes a connection, and $disconnect is told', async () => {
    const lab = await GatewayLab.start();
    const { client, ConnectionId } = await connected(lab);
    await manager(lab).send(new DeleteConnectionCommand({ ConnectionId }));
    expect(await client.closed).toEqual({ code: 1000, reason: 'Connection Closed Normally' });
    expect((await lab.until('$disconnect'))[0].requestContext).toMatchObject({ disconnectStatusCode: 1000, disconnectReason: 'Connection Closed Normally' });
  });
});

describe('a connection is gone', () => {
  const commands = [
    new PostToConnectionCommand({ ConnectionId: 'L0SM9cOFvHcCIhw=', Data: 'x' }),
    new GetConnectionCommand({ ConnectionId: 'L0SM9cOFvHcCIhw=' }),
    new DeleteConnectionCommand({ ConnectionId: 'L0SM9cOFvHcCIhw=' }),
  ];

  test.each(commands.map((command) => [command.constructor.name, command] as const))('that never was: %s', async (_, command) => {
    const lab = await GatewayLab.start();
    await expect(manager(lab).send(command as PostToConnectionCommand)).rejects.toMatchObject({ name: 'GoneException', $metadata: { httpStatusCode: 410 } });
  });

  test('that has ended', async () => {
    const lab = await GatewayLab.start();
    const { client, ConnectionId } = await connected(lab);
    client.socket.close();
    await lab.until('$disconnect');
    await expect(manager(lab).send(new PostToConnectionCommand({ ConnectionId, Data: 'x' }))).rejects.toMatchObject({ name: 'GoneException' });
    expect(lab.gateway.counters.posts).toEqual({ 410: 1 });
  });

  test('as soon as it is being closed', async () => {
    const lab = await GatewayLab.start();
    const { ConnectionId } = await connected(lab);
    const api = manager(lab);
    await api.send(new DeleteConnectionCommand({ ConnectionId }));
    await expect(api.send(new PostToConnectionCommand({ ConnectionId, Data: 'x' }))).rejects.toMatchObject({ name: 'GoneException' });
  });

  test('that is still connecting: nothing can be posted from within its $connect', async () => {
    const outcomes: unknown[] = [];
    const lab = await GatewayLab.start({
      $connect: async ({ requestContext: { connectionId } }: GatewayEvent) => {
        outcomes.push(await manager(lab).send(new PostToConnectionCommand({ ConnectionId: connectionId, Data: 'x' })).catch((error: Error) => error.name));
        return { statusCode: 200 };
      },
    });
    await lab.connect();
    expect(outcomes).toEqual(['GoneException']);
  });
});

test('one that takes nothing in is refused with 429 before memory fills up, and served again later', async () => {
  const lab = await GatewayLab.start();
  const { client, ConnectionId } = await connected(lab);
  client.socket.pause();
  const api = manager(lab);
  const post = async () => api.send(new PostToConnectionCommand({ ConnectionId, Data: 'x'.repeat(128 * 1024) }));
  let refusal: unknown;
  for (let posts = 0; !refusal && posts < 1_000; posts += 1) await post().catch((error: unknown) => { refusal = error; });
  expect(refusal).toMatchObject({ name: 'LimitExceededException', $metadata: { httpStatusCode: 429 } });
  const taken = lab.gateway.counters.messagesOut;
  client.socket.resume();
  await client.received(taken);
  await post();
});

describe('a call is refused with 403', () => {
  async function call(lab: GatewayLab, headers: Record<string, string>, path = '/@connections/abc') {
    const response = await fetch(lab.url.replace('ws', 'http') + path, { method: 'POST', headers, body: 'x' });
    return [response.status, response.headers.get('x-amzn-errortype')];
  }

  test('without a signature', async () => {
    const lab = await GatewayLab.start();
    expect(await call(lab, {})).toEqual([403, 'MissingAuthenticationTokenException']);
    expect(lab.gateway.counters.posts).toEqual({ 403: 1 });
  });

  test('with the signature of other credentials', async () => {
    const lab = await GatewayLab.start();
    const { ConnectionId } = await connected(lab);
    const command = new PostToConnectionCommand({ ConnectionId, Data: 'x' });
    await expect(manager(lab, { ...CREDENTIALS, secretAccessKey: 'other' }).send(command)).rejects.toMatchObject({ name: 'InvalidSignatureException' });
    await expect(manager(lab, { ...CREDENTIALS, accessKeyId: 'AKIAOTHER' }).send(command)).rejects.toMatchObject({ name: 'UnrecognizedClientException' });
  });

  test('with a method that there is not', async () => {
    const lab = await GatewayLab.start();
    const { ConnectionId } = await connected(lab);
    const url = new URL(`${lab.url.replace('ws', 'http')}/@connections/${encodeURIComponent(ConnectionId)}`);
    const headers = sign({ method: 'PATCH', url, headers: {}, body: Buffer.alloc(0) }, { ...CREDENTIALS, region: 'us-east-1', service: 'execute-api', now: new Date() });
    expect((await fetch(url, { method: 'PATCH', headers })).status).toBe(403);
  });
});

test('a connection id that cannot be decoded ends nothing', async () => {
  const lab = await GatewayLab.start();
  expect((await fetch(`${lab.url.replace('ws', 'http')}/@connections/%E0%A4%A`, { method: 'POST' })).status).toBe(400);
  await lab.connect();
});

test('what the gateway carried is counted', async () => {
  const lab = await GatewayLab.start({ $default: () => ({ statusCode: 200, body: 'x'.repeat(40 * 1024) }) });
  const { client } = await connected(lab);
  client.send('{}');
  await client.received();
  expect(lab.gateway.counters).toMatchObject({ connections: 1, messagesIn: 1, messagesOut: 1, billedMessages: 3 });
  client.socket.close();
  await lab.until('$disconnect');
  expect(lab.gateway.counters.connections).toBe(0);
});
