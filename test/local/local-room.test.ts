import * as fs from 'node:fs';
import * as net from 'node:net';
import { WebSocket } from 'ws';
import { startLocalRoom, type LocalRoom, type LocalRoomOptions } from '../../src/local/local-room';
import { writeAssembly } from './fixtures/chatroom-assembly';
import { FunctionLab } from './functions/function-lab';

const reported: string[] = [];
const directories: string[] = [];
let lab: FunctionLab;
let room: LocalRoom;

async function start(options: Partial<LocalRoomOptions> = {}, directory = writeAssembly()): Promise<LocalRoom> {
  directories.push(directory);
  return startLocalRoom({
    assembly: { directory, remedy: 'synthesize it' },
    port: 0,
    origins: [],
    functionProgram: lab.program,
    report: (line) => reported.push(line),
    onMail: () => undefined,
    ...options,
  });
}

beforeAll(async () => {
  lab = new FunctionLab();
  room = await start({ origins: ['http://localhost:5173'], messageRate: 3 });
});
afterAll(async () => {
  await room.close();
  lab.close();
  for (const directory of directories) fs.rmSync(directory, { recursive: true });
});

async function environment({ ready }: LocalRoom): Promise<Record<string, string>> {
  return await (await fetch(ready.url)).json() as Record<string, string>;
}

async function tokens(request: Record<string, unknown>): Promise<{ accessToken: string; user: { id: string } }> {
  return await (await fetch(room.ready.tokenUrl, { method: 'POST', body: JSON.stringify(request) })).json() as { accessToken: string; user: { id: string } };
}

async function stats(): Promise<Record<string, Record<string, Record<string, number>>>> {
  return await (await fetch(`${room.ready.controlUrl}/stats`)).json() as Record<string, Record<string, Record<string, number>>>;
}

test('the ready line holds addresses of this machine, and what tokens are made for', async () => {
  const local = /^http:\/\/localhost:\d+/;
  expect(room.ready).toEqual({
    url: expect.stringMatching(/^http:\/\/localhost:\d+$/),
    webSocketUrl: expect.stringMatching(/^ws:\/\/localhost:\d+\/chat$/),
    issuer: expect.stringMatching(/^http:\/\/localhost:\d+\/us-east-1_[A-Za-z0-9]{9}$/),
    clientId: expect.stringMatching(/^[a-z0-9]{26}$/),
    inboxUrl: expect.stringMatching(local),
    tokenUrl: expect.stringMatching(local),
    controlUrl: expect.stringMatching(local),
  });
  expect(await (await fetch(room.ready.inboxUrl)).json()).toEqual([]);
});

test('a function sees local addresses in its template\'s variables, and the SDK\'s endpoints', async () => {
  const { url, webSocketUrl, issuer, clientId } = room.ready;
  expect(await environment(room)).toMatchObject({
    PAGE_URL: url,
    WEB_SOCKET_URL: webSocketUrl,
    CONNECTIONS_URL: webSocketUrl.replace('ws:', 'http:'),
    ISSUER: issuer,
    CLIENT_ID: clientId,
    TITLE: 'Fixture',
    ALLOWED_ORIGINS: `${url} ${url.replace('localhost', '127.0.0.1')} http://localhost:5173`,
    AWS_REGION: 'us-east-1',
    AWS_LAMBDA_FUNCTION_NAME: expect.stringMatching(/^App-Site-/),
    AWS_ENDPOINT_URL_DYNAMODB: expect.stringMatching(/^http:\/\/127\.0\.0\.1:\d+$/),
    AWS_ENDPOINT_URL_COGNITO_IDENTITY_PROVIDER: new URL(issuer).origin,
    AWS_EXECUTION_ENV: 'AWS_Lambda_nodejs24.x',
  });
  expect(await environment(room)).not.toHaveProperty('MESSAGE_RATE'); // only where the template has it
});

test('an origin that was asked for gets CORS', async () => {
  const allowed = await fetch(`${room.ready.url}/`, { headers: { origin: 'http://localhost:5173' } });
  expect(allowed.headers.get('access-control-allow-origin')).toBe('http://localhost:5173');
  const other = await fetch(`${room.ready.url}/`, { headers: { origin: 'http://localhost:5174' } });
  expect(other.headers.get('access-control-allow-origin')).toBeNull();
});

test('a route with a JWT authorizer takes tokens of the sign-in, and of its client', async () => {
  const { accessToken, user } = await tokens({ email: 'ada@example.com', name: 'Ada' });
  const history = async (token?: string) => fetch(`${room.ready.url}/rooms/general/messages`, token === undefined ? {} : { headers: { authorization: `Bearer ${token}` } });
  expect(await (await history(accessToken)).json()).toMatchObject({ roomId: 'general', claims: { sub: user.id, client_id: room.ready.clientId, token_use: 'access' } });
  const bad = [undefined, `${accessToken}x`, (await tokens({ email: 'ada@example.com', expiresInSeconds: 0 })).accessToken, (await tokens({ email: 'ada@example.com', clientId: 'another' })).accessToken];
  for (const token of bad) {
    const response = await history(token);
    expect([response.status, await response.json()]).toEqual([401, { message: 'Unauthorized' }]);
  }
});

test('a message travels through authorizer, route, table and @connections, and is counted', async () => {
  const socket = new WebSocket(room.ready.webSocketUrl, ['chat.v1', 'bearer.token']);
  const messages: string[] = [];
  await new Promise<void>((resolve, reject) => {
    socket.on('message', (data: Buffer) => { if (messages.push(data.toString()) === 2) resolve(); });
    socket.once('error', reject).once('open', () => socket.send('{"action":"sendMessage"}'));
  });
  expect(socket.protocol).toBe('chat.v1');
  expect(messages).toEqual(['posted', '{"text":"{\\"action\\":\\"sendMessage\\"}","offered":"chat.v1,bearer.token"}']);
  const { functions, tables, gateway } = await stats();
  expect(functions['send-message']).toMatchObject({ invocations: 1, errors: 0, coldStarts: 1 });
  expect(tables).toEqual({ ChatTable: { readUnits: 1, writeUnits: 1 } });
  expect(gateway).toMatchObject({ connections: 1, messagesIn: 1, messagesOut: 2, billedMessages: 3, posts: { 200: 1 } });
  socket.terminate();
});

test('a secret of the template is generated', async () => {
  expect(await (await fetch(`${room.ready.url}/auth/login`)).text()).toMatch(/^[A-Za-z0-9]{64}$/);
});

test('what went wrong in a function is reported in one line', async () => {
  const socket = new WebSocket(room.ready.webSocketUrl, ['chat.v1']);
  const [frame] = await new Promise<string[]>((resolve) => {
    socket.once('open', () => socket.send('{}')).once('message', (data: Buffer) => resolve([data.toString()]));
  });
  expect(JSON.parse(frame)).toMatchObject({ message: 'Internal server error' });
  expect(reported).toContain('rooms failed: Error: nothing is done here');
  expect(reported.join('\n')).not.toMatch(/\n\s+at /);
  socket.terminate();
});

test('another room has tables, people and ports of its own', async () => {
  const other = await start();
  expect((await environment(other)).ALLOWED_ORIGINS).not.toContain('5173');
  expect(other.ready.clientId).not.toBe(room.ready.clientId);
  const ports = [other, room].flatMap(({ ready }) => [ready.url, ready.webSocketUrl, ready.issuer, ready.controlUrl].map((url) => new URL(url).port));
  expect(new Set(ports).size).toBe(8);
  await other.close();
});

test('a closed room leaves no port', async () => {
  const other = await start();
  const ports = [other.ready.url, other.ready.webSocketUrl, other.ready.issuer, other.ready.controlUrl].map((url) => Number(new URL(url).port));
  await other.close();
  for (const port of ports) {
    await expect(new Promise((resolve, reject) => { net.connect(port, '127.0.0.1', () => resolve('open')).once('error', reject); })).rejects.toThrow(/ECONNREFUSED/);
  }
});

describe('what cannot be run is said in one line', () => {
  test('code that is not there', async () => {
    const directory = writeAssembly((resources) => { Object.assign(resources.Site.Properties!, { Code: { S3Key: 'nothing.zip' } }); });
    await expect(start({}, directory)).rejects.toThrow('the code of function App/Chatroom/Site is not in the cloud assembly: build or synthesize it again');
  });

  test('a function that is not for Node.js is left out, and the rest runs', async () => {
    const directory = writeAssembly((resources) => { Object.assign(resources.Rooms.Properties!, { Runtime: 'python3.13' }); });
    const other = await start({}, directory);
    expect(reported).toContain('function App/Chatroom/Rooms is left out: only Node.js is played here');
    expect((await fetch(other.ready.url)).status).toBe(200);
    await other.close();
  });

  test('a taken port, and everything that was open is closed again', async () => {
    await expect(start({ port: Number(new URL(room.ready.url).port) })).rejects.toThrow(/is taken/);
  });
});
