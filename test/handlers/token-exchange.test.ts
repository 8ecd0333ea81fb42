import type { APIGatewayProxyStructuredResultV2 } from 'aws-lambda';
import * as v from 'valibot';
import { LogoutResponse, TokenResponse } from '../../src/protocol/http';
import { context, httpEvent, REQUEST_ID } from './events';
import { CLIENT_ID, SigningKey } from './issuer';
import { loadHandler } from './load-handler';
import { Browser, type Handler, PAGE_ORIGIN } from './sign-in/browser';
import { type Answer, FakeAuthorizationServer } from './sign-in/fake-authorization-server';
import { watchLog } from './surroundings';

type TokenExchange = typeof import('../../src/handlers/token-exchange.lambda');

let server: FakeAuthorizationServer;
let handler: Handler;
let browser: Browser;

const load = () => loadHandler<TokenExchange>('token-exchange.lambda', server.variables).handler;

beforeAll(async () => {
  server = await FakeAuthorizationServer.start();
  handler = load();
});

beforeEach(() => {
  server.reset();
  browser = new Browser(handler);
});

afterEach(() => jest.restoreAllMocks());

afterAll(async () => server.stop());

const locationOf = ({ headers }: APIGatewayProxyStructuredResultV2) => String(headers?.location);
const INTERNAL = { statusCode: 500, code: 'INTERNAL' };

function errorOf({ statusCode, body }: APIGatewayProxyStructuredResultV2) {
  const { code } = JSON.parse(body!) as { code: string };
  return { statusCode, code };
}

/** Goes to the login pages and comes back. */
async function signIn({ returnTo, sub, from = browser }: { returnTo?: string; sub?: string; from?: Browser } = {}) {
  const login = await from.open('/auth/login', returnTo === undefined ? {} : { returnTo });
  return from.open('/auth/callback', server.signIn(locationOf(login), sub));
}

/** A fresh access token, or the error. */
async function refresh(from = browser) {
  const answer = await from.post('/auth/token');
  return answer.statusCode === 200 ? { statusCode: 200, ...v.parse(TokenResponse, JSON.parse(answer.body!)) } : errorOf(answer);
}

describe('a sign-in', () => {
  test('goes to the login pages, comes back, gets tokens and ends', async () => {
    const back = await signIn({ returnTo: '/rooms/general?from=mail#latest' });
    expect(back).toMatchObject({ statusCode: 302, headers: { 'location': '/rooms/general?from=mail#latest', 'cache-control': 'no-store' } });

    const token = await browser.post('/auth/token');
    expect(token).toMatchObject({ statusCode: 200, headers: { 'content-type': 'application/json', 'cache-control': 'no-store' } });
    const { accessToken, expiresAt, user } = v.parse(TokenResponse, JSON.parse(token.body!));
    expect(user).toEqual({ id: 'ada', name: 'Ada' });
    expect(accessToken.split('.')).toHaveLength(3);
    expect(Date.parse(expiresAt) - Date.now()).toBeGreaterThan(3_500_000);

    const logout = await browser.post('/auth/logout');
    const { redirectTo } = v.parse(LogoutResponse, JSON.parse(logout.body!));
    const url = new URL(redirectTo);
    expect(url.origin + url.pathname).toBe('https://login.example.com/logout');
    expect(Object.fromEntries(url.searchParams)).toEqual({ client_id: CLIENT_ID, logout_uri: 'https://chat.example.com/' });
    expect(browser.cookies.size).toBe(0);
    expect(await refresh()).toEqual({ statusCode: 401, code: 'UNAUTHENTICATED' });
  });

  test('asks the login pages for a code that only this browser can use', async () => {
    const login = await browser.open('/auth/login');
    const url = new URL(locationOf(login));
    expect(login).toMatchObject({ statusCode: 302, headers: { 'cache-control': 'no-store', 'referrer-policy': 'no-referrer' } });
    expect(url.origin + url.pathname).toBe(server.authorizeUrl);
    expect(Object.fromEntries(url.searchParams)).toEqual({
      response_type: 'code',
      client_id: CLIENT_ID,
      redirect_uri: 'https://chat.example.com/auth/callback',
      scope: 'openid email profile',
      state: expect.stringMatching(/^[\w-]{43}$/),
      nonce: expect.stringMatching(/^[\w-]{43}$/),
      code_challenge: expect.stringMatching(/^[\w-]{43}$/),
      code_challenge_method: 'S256',
    });
  });

  test('has secrets of its own each time', async () => {
    const [one, two] = [await browser.open('/auth/login'), await browser.open('/auth/login')].map((login) => new URL(locationOf(login)).searchParams);
    for (const name of ['state', 'nonce', 'code_challenge']) expect(one.get(name)).not.toBe(two.get(name));
  });

  test('may name an identity provider that is set up, and no other', async () => {
    const google = await browser.open('/auth/login', { provider: 'Google' });
    expect(new URL(locationOf(google)).searchParams.get('identity_provider')).toBe('Google');
    for (const provider of ['google', 'COGNITO', '', 'https://example.org']) {
      const refused = await browser.open('/auth/login', { provider });
      expect(errorOf(refused)).toEqual({ statusCode: 400, code: 'INVALID_REQUEST' });
      expect(refused.body).toContain('provider');
    }
  });

  test('keeps what it must not show in cookies that nobody else gets', async () => {
    const login = await browser.open('/auth/login');
    expect(browser.cookie('sign-in')!.attributes).toEqual(['Path=/', 'Secure', 'HttpOnly', 'SameSite=Lax', 'Max-Age=1800']);
    for (const name of ['state', 'nonce']) expect(browser.cookie('sign-in')!.value).not.toContain(new URL(locationOf(login)).searchParams.get(name));

    await browser.open('/auth/callback', server.signIn(locationOf(login)));
    expect(browser.cookie('session')!.attributes).toEqual(['Path=/', 'Secure', 'HttpOnly', 'SameSite=Strict', 'Max-Age=2592000']);
    const [refreshToken] = server.refreshTokens.keys();
    expect(Buffer.from(browser.cookie('session')!.value, 'base64url').toString('latin1')).not.toContain(refreshToken);
    expect(browser.cookie('sign-in')).toBeUndefined();
    expect(browser.cookie('session')!.value.length).toBeLessThan(4_000);
  });

  test('does not get in the way of another room at the same host', async () => {
    await signIn();
    const other = loadHandler<TokenExchange>('token-exchange.lambda', { ...server.variables, CLIENT_ID: 'another-client' }).handler;
    const otherRoom = new Browser(other);
    for (const [name, cookie] of browser.cookies) otherRoom.cookies.set(name, cookie);
    await otherRoom.open('/auth/login');
    expect(await refresh(otherRoom)).toMatchObject({ statusCode: 401 });
    expect(otherRoom.cookie('session')).toBeDefined();
    loadHandler<TokenExchange>('token-exchange.lambda', server.variables);
  });
});

describe('the way back', () => {
  const callback = async (change: (back: { code?: string; state?: string; error?: string }) => object) => {
    const login = await browser.open('/auth/login', { returnTo: '/here' });
    return browser.open('/auth/callback', change(server.signIn(locationOf(login))) as Record<string, string>);
  };

  function expectNoSession(answer: APIGatewayProxyStructuredResultV2, reason: 'denied' | 'expired' | 'failed') {
    expect(answer).toMatchObject({ statusCode: 302, headers: { location: `/?error=${reason}` } });
    expect(browser.cookies.size).toBe(0);
  }

  test.each<[string, (back: { code?: string; state?: string }) => object]>([
    ['another state', ({ code }) => ({ code, state: 'another' })],
    ['no state', ({ code }) => ({ code })],
    ['an empty state', ({ code }) => ({ code, state: '' })],
    ['the state of an error', () => ({ error: 'access_denied', state: 'another' })],
  ])('with %s ends the sign-in, and asks for no tokens', async (_, change) => {
    expectNoSession(await callback(change), 'expired');
    expect(server.forms).toEqual([]);
  });

  test('into another browser ends there', async () => {
    const victim = new Browser(handler);
    const login = await browser.open('/auth/login');
    const back = server.signIn(locationOf(login));
    expect(await victim.open('/auth/callback', back)).toMatchObject({ headers: { location: '/?error=expired' } });
    await victim.open('/auth/login');
    expect(await victim.open('/auth/callback', back)).toMatchObject({ headers: { location: '/?error=expired' } });
    expect(victim.cookie('session')).toBeUndefined();
    expect(server.forms).toEqual([]);
  });

  test('taken twice ends the second time, with the cookie or without', async () => {
    const login = await browser.open('/auth/login');
    const pending = browser.cookie('sign-in')!;
    const pendingName = browser.nameOf('sign-in')!;
    const back = server.signIn(locationOf(login));
    expect(await browser.open('/auth/callback', back)).toMatchObject({ headers: { location: '/' } });
    expect(await browser.open('/auth/callback', back)).toMatchObject({ headers: { location: '/?error=expired' } });
    browser.cookies.set(pendingName, pending);
    expect(await browser.open('/auth/callback', back)).toMatchObject({ headers: { location: '/?error=expired' } });
  });

  test('without a code ends', async () => {
    expectNoSession(await callback(({ state }) => ({ state })), 'failed');
  });

  test('with a code that was never given ends', async () => {
    expectNoSession(await callback(({ state }) => ({ state, code: 'made-up' })), 'expired');
  });

  test('says whether the person said no, or something else went wrong', async () => {
    expectNoSession(await callback(({ state }) => ({ state, error: 'access_denied' })), 'denied');
    expectNoSession(await callback(({ state }) => ({ state, error: 'server_error' })), 'failed');
    expectNoSession(await callback(({ state, code }) => ({ state, code, error: '' })), 'failed');
  });

  test.each<[string, object]>([
    ['another nonce', { nonce: 'another' }],
    ['no nonce', { nonce: undefined }],
    ['another client', { aud: 'another' }],
    ['another issuer', { iss: 'https://issuer.example.org/pool' }],
    ['another access token', { at_hash: 'another' }],
    ['an end in the past', { exp: 1 }],
  ])('with an ID token of %s gives no session', async (_, claims) => {
    server.idClaims = claims;
    expectNoSession(await callback((back) => back), 'failed');
  });

  test('with a code of another sign-in of the same person gives no session', async () => {
    const first = await browser.open('/auth/login');
    const { code } = server.signIn(locationOf(first));
    expectNoSession(await callback(({ state }) => ({ state, code })), 'expired');
  });

  test('where the token endpoint fails is our fault, with a reference, and can be tried again', async () => {
    server.answers.set('token', { status: 503, body: { error: 'temporarily_unavailable' } });
    const log = watchLog();
    const login = await browser.open('/auth/login');
    const back = server.signIn(locationOf(login));
    const failed = await browser.open('/auth/callback', back);
    expect(failed).toMatchObject({ statusCode: 500 });
    expect(JSON.parse(failed.body!)).toEqual({ code: 'INTERNAL', message: `something went wrong on our side, reference ${REQUEST_ID}` });
    expect(log()).toContain(REQUEST_ID);
    for (const secret of [back.code, back.state, server.clientSecret, browser.cookie('sign-in')!.value]) expect(log()).not.toContain(secret);
    expect(log()).not.toMatch(/\n\s*at |stack/);

    server.answers.clear();
    expect(await browser.open('/auth/callback', back)).toMatchObject({ statusCode: 302, headers: { location: '/' } });
  });

  test('leads nowhere else, wherever it was asked to', async () => {
    for (const returnTo of ['https://example.org', '//example.org', '/\\example.org', '/\t/example.org', 'javascript:alert(1)', '/.//example.org', '']) {
      expect(locationOf(await signIn({ returnTo, from: new Browser(handler) }))).toBe('/');
    }
  });

  test('can be long without being lost', async () => {
    const returnTo = `/${'a'.repeat(5_000)}`;
    await browser.open('/auth/login', { returnTo });
    expect(`${browser.nameOf('sign-in')}=${browser.cookie('sign-in')!.value}`.length).toBeLessThan(4_096);
    expect((await signIn({ returnTo })).statusCode).toBe(302);
    expect(await refresh()).toMatchObject({ statusCode: 200 });
  });
});

describe('POST /auth/token', () => {
  test('rotates the refresh token into the cookie, and never shows it', async () => {
    await signIn();
    for (let times = 0; times < 3; times += 1) {
      const before = browser.cookie('session')!.value;
      const answer = await browser.post('/auth/token');
      expect(answer.statusCode).toBe(200);
      expect(Object.keys(JSON.parse(answer.body!) as object).sort()).toEqual(['accessToken', 'expiresAt', 'user']);
      expect(answer.body).not.toContain('refresh');
      expect(browser.cookie('session')!.value).not.toBe(before);
    }
  });

  test('keeps the refresh token where it is not rotated', async () => {
    await signIn();
    server.rotates = false;
    expect(await refresh()).toMatchObject({ statusCode: 200 });
    expect(await refresh()).toMatchObject({ statusCode: 200 });
  });

  test('without a cookie is 401', async () => {
    expect(await refresh()).toEqual({ statusCode: 401, code: 'UNAUTHENTICATED' });
    expect(server.forms).toEqual([]);
  });

  test('after the sign-in was revoked is 401, and clears the cookie', async () => {
    await signIn();
    server.refreshTokens.clear();
    expect(await refresh()).toEqual({ statusCode: 401, code: 'UNAUTHENTICATED' });
    expect(browser.cookies.size).toBe(0);
  });

  test('gives different people what is theirs', async () => {
    const grace = new Browser(handler);
    await signIn();
    await signIn({ sub: 'grace', from: grace });
    expect(await refresh()).toMatchObject({ user: { id: 'ada' } });
    expect(await refresh(grace)).toMatchObject({ user: { id: 'grace' } });
  });

  test.each<[string, Answer]>([
    ['fails', { status: 500, body: {} }],
    ['answers with something else', { status: 200, body: { hello: 'world' } }],
    ['refuses our client', { status: 401, body: { error: 'invalid_client' } }],
    ['does not know what we want', { status: 400, body: { error: 'unsupported_grant_type' } }],
  ])('where the token endpoint %s is our fault, and leaves the cookie alone', async (_, answer) => {
    await signIn();
    const before = browser.cookie('session');
    server.answers.set('token', answer);
    const log = watchLog();
    expect(await refresh()).toEqual(INTERNAL);
    expect(browser.cookie('session')).toEqual(before);
    for (const secret of [server.clientSecret, before!.value, ...server.refreshTokens.keys()]) expect(log()).not.toContain(secret);
    server.answers.clear();
    expect(await refresh()).toMatchObject({ statusCode: 200 });
  });

  test('keeps a rotated refresh token whether or not the keys of its tokens can be read', async () => {
    await signIn();
    const before = browser.cookie('session');
    const unknownKey = new SigningKey('key-2');
    const body = { access_token: unknownKey.token(server.issuer.accessClaims()), id_token: 'x', refresh_token: 'y' };
    server.answers.set('token', { status: 200, body });
    expect(await refresh()).toMatchObject({ statusCode: 200 });
    expect(browser.cookie('session')).not.toEqual(before);
  });

  test('is our fault where the token endpoint gives no access token', async () => {
    await signIn();
    server.answers.set('token', { status: 200, body: { access_token: 'nonsense', id_token: 'x', refresh_token: 'y' } });
    watchLog();
    expect(await refresh()).toEqual(INTERNAL);
  });

  test('reads the client\'s secret again when it was rotated', async () => {
    await signIn();
    server.clientSecret = 'another-client-secret';
    expect(await refresh()).toMatchObject({ statusCode: 200 });
    expect(await refresh()).toMatchObject({ statusCode: 200 });
    expect(server.forms.filter(({ grant_type: type }) => type === 'refresh_token')).toHaveLength(3);
  });

  test('tries again to read the client\'s secret after it could not', async () => {
    await signIn();
    const fresh = new Browser(load());
    for (const [name, cookie] of browser.cookies) fresh.cookies.set(name, cookie);
    server.answers.set('DescribeUserPoolClient', { status: 400, body: { __type: 'NotAuthorizedException', message: 'no' } });
    watchLog();
    expect(await refresh(fresh)).toEqual(INTERNAL);
    server.answers.clear();
    expect(await refresh(fresh)).toMatchObject({ statusCode: 200 });
  });
});

describe('POST /auth/logout', () => {
  test('revokes the sign-in', async () => {
    await signIn();
    const [refreshToken] = Array.from(server.refreshTokens.keys()).slice(-1);
    expect((await browser.post('/auth/logout', { body: '{"everywhere":false}' })).statusCode).toBe(200);
    expect(server.refreshTokens.has(refreshToken)).toBe(false);
  });

  test('of who is not signed in says where to go all the same', async () => {
    const answer = await browser.post('/auth/logout');
    expect(answer.statusCode).toBe(200);
    expect(v.is(LogoutResponse, JSON.parse(answer.body!))).toBe(true);
    expect(server.forms).toEqual([]);
  });

  test('is not claimed to be done where the revocation fails, and can be tried again', async () => {
    await signIn();
    server.answers.set('revoke', { status: 503, body: {} });
    watchLog();
    expect(errorOf(await browser.post('/auth/logout'))).toEqual(INTERNAL);
    expect(browser.cookie('session')).toBeDefined();
    server.answers.clear();
    expect((await browser.post('/auth/logout')).statusCode).toBe(200);
    expect(browser.cookies.size).toBe(0);
  });
});

describe('a post', () => {
  describe.each(['/auth/token', '/auth/logout'] as const)('to %s', (path) => {
    beforeEach(async () => { await signIn(); });

    test.each<[string, string | undefined]>([
      ['none', undefined], ['null', 'null'], ['empty', ''], ['another', 'https://example.org'], ['a subdomain', 'https://a.chat.example.com'],
      ['the login pages\'', 'https://login.example.com'], ['a look-alike', 'https://chat.example.com.example.org'], ['another scheme', 'http://chat.example.com'],
    ])('from an origin that may not is 403, and changes nothing: %s', async (_, origin) => {
      const before = browser.cookie('session');
      server.forms.length = 0;
      expect(errorOf(await browser.post(path, { headers: { origin } }))).toEqual({ statusCode: 403, code: 'FORBIDDEN' });
      expect(errorOf(await browser.post(path, { headers: { origin, 'content-type': 'text/plain' }, body: 'x' }))).toEqual({ statusCode: 403, code: 'FORBIDDEN' });
      expect(browser.cookie('session')).toEqual(before);
      expect(server.forms).toEqual([]);
    });

    test.each<[string | undefined]>([
      [undefined], [''], ['text/plain'], ['application/x-www-form-urlencoded'], ['multipart/form-data; boundary=x'], ['application/jsonp'],
      ['text/plain; application/json'], ['application/json, text/plain'], ['json'],
    ])('that no form of another site could not send is 400: %j', async (contentType) => {
      const answer = await browser.post(path, { headers: { 'content-type': contentType } });
      expect(errorOf(answer)).toEqual({ statusCode: 400, code: 'INVALID_REQUEST' });
      expect(answer.body).toContain('content-type');
    });

    test.each(['', ' ', 'hello', '{', 'null', '[]', '[{}]', '"{}"', '1', 'true'])('whose body is no JSON object is 400: %j', async (body) => {
      expect(errorOf(await browser.post(path, { body }))).toEqual({ statusCode: 400, code: 'INVALID_REQUEST' });
    });

    test.each([['application/json; charset=utf-8', '{}'], ['APPLICATION/JSON', ' {"unknown":[1]} '], ['application/json ;charset=utf-8', '{"__proto__":1}']])(
      'as JSON is served: %s %s',
      async (contentType, body) => {
        expect((await browser.post(path, { headers: { 'content-type': contentType }, body })).statusCode).toBe(200);
      },
    );

    test('from a page at localhost is served where that is allowed', async () => {
      expect((await browser.post(path, { headers: { origin: 'http://localhost:5173' } })).statusCode).toBe(200);
    });

    test('may come in base 64', async () => {
      const cookies = [`${browser.nameOf('session')}=${browser.cookie('session')!.value}`];
      const headers = { 'origin': PAGE_ORIGIN, 'content-type': 'application/json' };
      const request = { routeKey: `POST ${path}`, headers, cookies, isBase64Encoded: true };
      expect((await handler(httpEvent({ ...request, body: Buffer.from('{}').toString('base64') }), context())).statusCode).toBe(200);
      expect((await handler(httpEvent({ ...request, body: Buffer.from('[').toString('base64') }), context())).statusCode).toBe(400);
    });
  });

  test.each(['"yes"', 'null', '1', '{}'])('to /auth/logout does not take %s for everywhere', async (everywhere) => {
    await signIn();
    expect(errorOf(await browser.post('/auth/logout', { body: `{"everywhere":${everywhere}}` }))).toEqual({ statusCode: 400, code: 'INVALID_REQUEST' });
    expect(browser.cookie('session')).toBeDefined();
  });
});

describe('a cookie', () => {
  const session = () => browser.cookie('session')!.value;

  beforeEach(async () => { await signIn(); });

  test('that was cut anywhere is none', async () => {
    const whole = session();
    for (let length = 0; length < whole.length; length += 7) {
      browser.tamper('session', whole.slice(0, length));
      expect(await refresh()).toMatchObject({ statusCode: 401 });
    }
  });

  test('that was changed anywhere is none', async () => {
    const bytes = Buffer.from(session(), 'base64url');
    for (let index = 0; index < bytes.length; index += 5) {
      const changed = Buffer.from(bytes);
      changed[index] = (changed[index] + 1) % 256;
      browser.tamper('session', changed.toString('base64url'));
      expect(await refresh()).toMatchObject({ statusCode: 401 });
    }
  });

  test.each(['', 'x', '{}', '{"refreshToken":"x"}', 'eyJyZWZyZXNoVG9rZW4iOiJ4In0', '%00', '=', '"', 'A'.repeat(5_000)])('that was made up is none: %#', async (value) => {
    browser.tamper('session', value);
    expect(await refresh()).toMatchObject({ statusCode: 401 });
  });

  test('of one purpose is none of another', async () => {
    const whole = session();
    const login = await browser.open('/auth/login');
    const pending = browser.cookie('sign-in')!.value;
    browser.tamper('session', pending);
    expect(await refresh()).toMatchObject({ statusCode: 401 });
    browser.tamper('sign-in', whole);
    expect(await browser.open('/auth/callback', server.signIn(locationOf(login)))).toMatchObject({ headers: { location: '/?error=expired' } });
  });

  test('is found among others, and not taken for one whose name goes on', async () => {
    const name = browser.nameOf('session')!;
    const value = session();
    const post = async (cookies: string[]) => handler(httpEvent({
      routeKey: 'POST /auth/token', headers: { 'origin': PAGE_ORIGIN, 'content-type': 'application/json' }, body: '{}', cookies,
    }), context());
    server.rotates = false;
    expect((await post(['other=1', `${name}=${value}`, 'last=2'])).statusCode).toBe(200);
    expect((await post([`${name}2=${value}`, `x${name}=${value}`, `${name}`, ` ${name}`])).statusCode).toBe(401);
  });

  test('that an earlier secret sealed opens after one rotation, is sealed anew, and does not after two', async () => {
    const afterRotation = async (secrets: FakeAuthorizationServer['cookieSecrets'], value: string) => {
      server.cookieSecrets = secrets;
      const rotated = new Browser(load());
      for (const [name, cookie] of browser.cookies) rotated.cookies.set(name, cookie);
      rotated.tamper('session', value);
      const { statusCode } = await refresh(rotated);
      return { statusCode, value: rotated.cookie('session')?.value };
    };
    server.rotates = false;
    const first = session();
    const second = await afterRotation({ current: 'second', previous: 'first-cookie-secret' }, first);
    expect(second.statusCode).toBe(200);
    expect(await afterRotation({ current: 'third', previous: 'second' }, first)).toMatchObject({ statusCode: 401 });
    expect(await afterRotation({ current: 'third', previous: 'second' }, second.value!)).toMatchObject({ statusCode: 200 });
    expect(await afterRotation({ current: 'second' }, second.value!)).toMatchObject({ statusCode: 200 });
  });

  test('is not thrown away while its secret cannot be read', async () => {
    const fresh = new Browser(load());
    for (const [name, cookie] of browser.cookies) fresh.cookies.set(name, cookie);
    server.answers.set('GetSecretValue', { status: 400, body: { __type: 'InvalidRequestException', message: 'no' } });
    const log = watchLog();
    expect(await refresh(fresh)).toEqual(INTERNAL);
    expect(log()).not.toContain('first-cookie-secret');
    server.answers.clear();
    expect(await refresh(fresh)).toMatchObject({ statusCode: 200 });
  });
});

describe('another route', () => {
  test.each(['GET /auth/token', 'POST /auth/login', 'GET /auth/logout', 'DELETE /auth/token', '$default'])('is not found: %s', async (routeKey) => {
    expect(errorOf(await handler(httpEvent({ routeKey, path: '/auth/token' }), context()))).toEqual({ statusCode: 404, code: 'NOT_FOUND' });
  });
});
