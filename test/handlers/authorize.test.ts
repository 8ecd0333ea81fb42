import type { APIGatewayAuthorizerResult } from 'aws-lambda';
import { handshake, METHOD_ARN } from './events';
import { CLIENT_ID, Issuer, seconds, SigningKey } from './issuer';
import { loadHandler } from './load-handler';

type Authorize = typeof import('../../src/handlers/authorize.lambda');

const PAGE = 'https://chat.example.com';

let issuer: Issuer;
let authorize: Authorize['handler'];

function load(allowedOrigins: string): Authorize['handler'] {
  return loadHandler<Authorize>('authorize.lambda', {
    ALLOWED_ORIGINS: allowedOrigins, ISSUER: issuer.url, JWKS_URL: issuer.newJwksUrl, CLIENT_ID,
  }).handler;
}

beforeAll(async () => {
  issuer = await Issuer.start();
});

beforeEach(() => {
  issuer.keyAnswer = () => issuer.publish(issuer.key);
  authorize = load(`${PAGE} https://app.example.com`);
});

afterAll(async () => issuer.stop());

/** The status that API Gateway answers with. */
async function statusOf(headers: Record<string, string>, handler = authorize): Promise<number> {
  try {
    return effectOf(await handler(handshake(headers))) === 'Allow' ? 101 : 403;
  } catch (error) {
    if (error instanceof Error && error.message === 'Unauthorized') return 401;
    throw error;
  }
}

function effectOf({ policyDocument: { Statement: statements } }: APIGatewayAuthorizerResult): string {
  expect(statements).toHaveLength(1);
  expect(statements[0]).toMatchObject({ Action: 'execute-api:Invoke', Resource: METHOD_ARN });
  return statements[0].Effect;
}

const offer = (token = issuer.accessToken()) => `chat.v1, bearer.${token}`;
const headers = (fields: Record<string, string> = {}) => ({ 'Origin': PAGE, 'Sec-WebSocket-Protocol': offer(), ...fields });

describe('a handshake', () => {
  test('with origin, subprotocol and access token is let in', async () => {
    expect(await statusOf(headers())).toBe(101);
  });

  test('tells the connection who its bearer is', async () => {
    const exp = seconds() + 60;
    const { context } = await authorize(handshake(headers({ 'Sec-WebSocket-Protocol': offer(issuer.accessToken({ exp, name: 'Ada Lovelace' })) })));
    expect(context).toEqual({ userId: 'ada', name: 'Ada Lovelace', originJti: 'sign-in-1', sessionExpiresAt: exp * 1_000 });
  });

  test('without an origin, from no browser, stands on its token', async () => {
    const { Origin: _, ...withoutOrigin } = headers();
    expect(await statusOf(withoutOrigin)).toBe(101);
    expect(await statusOf({ 'Sec-WebSocket-Protocol': 'chat.v1' })).toBe(401);
  });

  test.each([
    ['origin', 'sec-websocket-protocol'], ['ORIGIN', 'SEC-WEBSOCKET-PROTOCOL'], ['oRiGiN', 'Sec-Websocket-Protocol'],
  ])('may write its headers in any case: %s', async (origin, protocol) => {
    expect(await statusOf({ [origin]: PAGE, [protocol]: offer() })).toBe(101);
    expect(await statusOf({ [origin]: 'https://example.org', [protocol]: offer() })).toBe(403);
  });

  test.each<[string, (token: string) => string]>([
    ['without a space', (token) => `chat.v1,bearer.${token}`],
    ['with more space', (token) => `  chat.v1 ,   bearer.${token}  `],
    ['in the other order', (token) => `bearer.${token}, chat.v1`],
    ['beside others', (token) => `chat.v2, bearer.${token}, other, chat.v1`],
    ['twice', (token) => `chat.v1, chat.v1, bearer.${token}`],
  ])('may offer its subprotocols %s', async (_, offered) => {
    expect(await statusOf(headers({ 'Sec-WebSocket-Protocol': offered(issuer.accessToken()) }))).toBe(101);
  });

  test('may offer its subprotocols in several headers', async () => {
    expect(await statusOf({ 'Origin': PAGE, 'Sec-WebSocket-Protocol': 'chat.v1', 'sec-websocket-protocol': `bearer.${issuer.accessToken()}` })).toBe(101);
  });
});

describe('403 before 401', () => {
  test.each<[string, string]>([
    ['another', 'https://example.org'],
    ['null', 'null'],
    ['empty', ''],
    ['one whose name goes on', 'https://chat.example.com.example.org'],
    ['one with a user', 'https://chat.example.com@example.org'],
    ['a subdomain', 'https://a.chat.example.com'],
    ['another scheme', 'http://chat.example.com'],
    ['another port', 'https://chat.example.com:8443'],
    ['in capitals', 'https://CHAT.example.com'],
    ['with a slash', 'https://chat.example.com/'],
    ['two', 'https://chat.example.com https://app.example.com'],
    ['two with a comma', 'https://chat.example.com, https://app.example.com'],
    ['a wildcard', '*'],
    ['localhost', 'http://localhost:3000'],
  ])('an origin that is not allowed, %s, with whatever token', async (_, origin) => {
    for (const protocols of [offer(), offer('bad'), 'chat.v1', 'bearer.bad', 'nothing']) {
      expect(await statusOf({ 'Origin': origin, 'Sec-WebSocket-Protocol': protocols })).toBe(403);
    }
  });

  test.each(['chat.v2', 'chat.v1x', 'chat', 'CHAT.V1', '', ',', 'chat.v1.'])('a subprotocol that is not ours, with whatever token: %j', async (offered) => {
    expect(await statusOf(headers({ 'Sec-WebSocket-Protocol': offered }))).toBe(403);
    expect(await statusOf(headers({ 'Sec-WebSocket-Protocol': `${offered}, bearer.${issuer.accessToken()}` }))).toBe(403);
    expect(await statusOf(headers({ 'Sec-WebSocket-Protocol': `${offered}, bearer.bad` }))).toBe(403);
  });

  test('the issuer is not asked about a handshake that is refused anyway', async () => {
    issuer.keyRequests = 0;
    await statusOf(headers({ Origin: 'https://example.org' }));
    await statusOf(headers({ 'Sec-WebSocket-Protocol': `bearer.${issuer.accessToken()}` }));
    expect(issuer.keyRequests).toBe(0);
  });
});

describe('401', () => {
  test.each<[string, () => string]>([
    ['no token', () => 'chat.v1'],
    ['an empty token', () => 'chat.v1, bearer.'],
    ['another scheme', () => `chat.v1, basic.${issuer.accessToken()}`],
    ['a token without its prefix', () => `chat.v1, ${issuer.accessToken()}`],
    ['a prefix in capitals', () => `chat.v1, Bearer.${issuer.accessToken()}`],
    ['a bad token', () => offer('bad')],
    ['an ID token', () => offer(issuer.idToken())],
    ['another client\'s token', () => offer(issuer.accessToken({ client_id: 'another' }))],
    ['an expired token', () => offer(issuer.accessToken({ exp: seconds() - 1 }))],
    ['a forged token', () => offer(new SigningKey('key-1').token(issuer.accessClaims()))],
    ['two tokens', () => `${offer()}, bearer.${issuer.accessToken()}`],
    ['a token and a bad one', () => `${offer()}, bearer.bad`],
  ])('for %s', async (_, offered) => {
    expect(await statusOf(headers({ 'Sec-WebSocket-Protocol': offered() }))).toBe(401);
  });

  test('for a token anywhere else', async () => {
    const token = issuer.accessToken();
    const event = {
      ...handshake({ 'Origin': PAGE, 'Sec-WebSocket-Protocol': 'chat.v1', 'Authorization': `Bearer ${token}`, 'Cookie': `token=${token}` }),
      queryStringParameters: { token, access_token: token, Authorization: token },
    };
    await expect(authorize(event)).rejects.toThrow(/^Unauthorized$/);
  });

  test('leaves no stack for the log', async () => {
    const refused = await authorize(handshake(headers({ 'Sec-WebSocket-Protocol': 'chat.v1' }))).catch((error: unknown) => error as Error);
    expect((refused as Error).stack).toBe('Unauthorized');
  });
});

describe('where the issuer\'s keys cannot be read', () => {
  test('a handshake is neither let in nor refused, and the next one is let in', async () => {
    issuer.keyAnswer = () => ({ status: 503, body: '' });
    await expect(authorize(handshake(headers()))).rejects.not.toThrow(/^Unauthorized$/);
    issuer.keyAnswer = () => issuer.publish(issuer.key);
    expect(await statusOf(headers())).toBe(101);
  });
});

describe('http://localhost:*', () => {
  test.each([
    ['http://localhost', 101], ['http://localhost:3000', 101], ['http://localhost:65535', 101],
    ['https://localhost:3000', 403], ['http://localhost:', 403], ['http://localhost:3000/', 403], ['http://localhost.example.org', 403],
    ['http://localhost:3000.example.org', 403], ['http://127.0.0.1:3000', 403], ['http://app.localhost:3000', 403], ['http://localhost:3000\nhttp://example.org', 403], ['null', 403],
  ])('stands for every port: %j', async (origin, status) => {
    expect(await statusOf(headers({ Origin: origin }), load(`${PAGE} http://localhost:*`))).toBe(status);
  });

  test('is not meant where it is not said', async () => {
    expect(await statusOf(headers({ Origin: 'http://localhost:3000' }), load(`${PAGE} http://localhost:5173`))).toBe(403);
    expect(await statusOf(headers({ Origin: 'http://localhost:5173' }), load(`${PAGE} http://localhost:5173`))).toBe(101);
  });

  test('nothing is allowed where nothing is', async () => {
    expect(await statusOf(headers(), load(''))).toBe(403);
    expect(await statusOf(headers({ Origin: '' }), load(' '))).toBe(403);
  });
});
