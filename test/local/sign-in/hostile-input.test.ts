import { connect } from 'node:net';
import * as fc from 'fast-check';
import { closeRooms, type Room, sharedRoom, startRoom } from './room';
import { POOL_ID } from './template';
import { Visitor } from './visitor';

afterEach(closeRooms);

const PATHS = [
  '/', '/login', '/signup', '/confirmUser', '/resendcode', '/forgotPassword', '/confirmForgotPassword', '/logout', '/oauth2/authorize', '/oauth2/token',
  '/oauth2/revoke', '/oauth2/userInfo', `/${POOL_ID}/.well-known/jwks.json`, `/${POOL_ID}/.well-known/openid-configuration`,
];

/** Sends bytes as they are, and reads until the server closes or falls silent. */
async function send({ server }: Room, bytes: string): Promise<string> {
  return new Promise((resolve, reject) => {
    const socket = connect(Number(new URL(server.origin).port), '127.0.0.1', () => socket.end(bytes));
    let answer = '';
    socket.on('data', (chunk) => { answer += chunk.toString(); });
    socket.on('error', reject);
    socket.on('close', () => resolve(answer));
  });
}

const statusOf = (answer: string) => Number(/^HTTP\/1\.1 (\d+)/.exec(answer)?.[1]);

describe('hostile input', () => {
  const shared = sharedRoom();

  test('on any path, by any method, with any body, gets a clean answer', async () => {
    const room = await startRoom();
    const path = fc.oneof(fc.constantFrom(...PATHS), fc.webPath().map((each) => each || '/'));
    const method = fc.constantFrom('GET', 'HEAD', 'POST', 'PUT', 'DELETE', 'OPTIONS', 'PATCH');
    const headers = fc.record({
      'content-type': fc.constantFrom('application/x-www-form-urlencoded', 'application/json', 'text/plain', ''),
      'authorization': fc.constantFrom('', 'Bearer x.y.z', 'Basic Og==', 'Basic ////', 'AWS4-HMAC-SHA256 x'),
      'cookie': fc.constantFrom('', 'cognito=', '=;;=', `a=${'b'.repeat(100)}`),
      'x-amz-target': fc.constantFrom('', '__proto__', 'AWSCognitoIdentityProviderService.DescribeUserPoolClient', 'AWSCognitoIdentityProviderService.__proto__'),
    });
    await fc.assert(fc.asyncProperty(path, method, headers, fc.webQueryParameters(), fc.string({ unit: 'binary' }), async (at, by, head, query, body) => {
      const hasBody = !['GET', 'HEAD'].includes(by);
      const response = await fetch(`${room.server.origin}${at}?${query}`, { method: by, headers: head, redirect: 'manual', ...(hasBody && { body }) });
      const answer = await response.text();
      expect(response.status).toBeLessThan(500);
      expect(answer).not.toMatch(/\bat .*\.(ts|js):\d+/);
    }), { numRuns: 300 });
    expect(room.errors).toEqual([]);
  });

  test.each([
    ['an unknown path', 'GET', '/nowhere', 404],
    ['a path that climbs', 'GET', '/../../etc/passwd', 404],
    ['another pool', 'GET', '/us-east-1_other/.well-known/jwks.json', 404],
    ['a method that is not served', 'GET', '/oauth2/token', 405],
    ['a method that nothing serves', 'DELETE', '/login', 405],
  ])('with %s is %s %s: %d', async (_, method, path, status) => {
    const room = shared();
    expect(statusOf(await send(room, `${method} ${path} HTTP/1.1\r\nHost: ${new URL(room.server.origin).host}\r\nConnection: close\r\n\r\n`))).toBe(status);
  });

  test.each([
    ['another host, whose name may lead here by a trick', 'GET / HTTP/1.1\r\nHost: example.com', 421],
    ['no port in the host', 'GET / HTTP/1.1\r\nHost: localhost', 421],
    ['no host', 'GET / HTTP/1.1', 400],
    ['a whole URL for a path', 'GET http://example.com/ HTTP/1.1\r\nHost: HOST', 400],
    ['a star for a path', 'OPTIONS * HTTP/1.1\r\nHost: HOST', 400],
    ['a header that is none', 'GET / HTTP/1.1\r\nHost: HOST\r\nx y z', 400],
    ['two lengths', 'POST / HTTP/1.1\r\nHost: HOST\r\nContent-Length: 1\r\nContent-Length: 2', 400],
    ['a length and chunks', 'POST / HTTP/1.1\r\nHost: HOST\r\nContent-Length: 1\r\nTransfer-Encoding: chunked', 400],
    ['nothing of HTTP', 'hello', 400],
    ['headers without end', `GET / HTTP/1.1\r\nHost: HOST\r\nx: ${'x'.repeat(20_000)}`, 431],
    ['a query without end', `GET /login?${'x'.repeat(20_000)} HTTP/1.1\r\nHost: HOST`, 431],
  ])('with %s is refused', async (_, head, status) => {
    const room = shared();
    const bytes = `${head.replace('HOST', new URL(room.server.origin).host)}\r\nConnection: close\r\n\r\n`;
    expect(statusOf(await send(room, bytes))).toBe(status);
    expect(room.errors).toEqual([]);
  });

  test.each(['/login', '/oauth2/token', '/'])('of 100 KB at %s is too large', async (path) => {
    const room = shared();
    const response = await fetch(`${room.server.origin}${path}`, { method: 'POST', body: 'x'.repeat(100_000) });
    expect(response.status).toBe(413);
  });

  test('that breaks off leaves the server as it was', async () => {
    const room = await startRoom();
    const host = new URL(room.server.origin).host;
    await send(room, `POST /oauth2/token HTTP/1.1\r\nHost: ${host}\r\nContent-Length: 100\r\n\r\nhalf`);
    expect((await new Visitor().open(room.authorizeUrl())).heading).toBe('Sign in');
    expect(room.errors).toEqual([]);
  });

  test('in every field of a form comes back as text', async () => {
    const room = shared();
    const visitor = await new Visitor().open(room.authorizeUrl());
    await visitor.follow('Create an account');
    const markup = '"><script>alert(1)</script>&amp;\'';
    await visitor.submit({ email: markup, name: markup, password: 'x' });
    expect(visitor.page).not.toContain('<script');
    expect([visitor.value('email'), visitor.value('name')]).toEqual([markup, markup]);
  });

  test('in a title and in mails is text, too', async () => {
    const room = await startRoom({ title: '<b>Ada & Grace</b>' });
    const visitor = await new Visitor().open(room.authorizeUrl());
    expect(visitor.page).toContain('<title>Sign in · &lt;b&gt;Ada &amp; Grace&lt;/b&gt;</title>');
    expect(visitor.page).not.toContain('<b>');
  });

  test('that makes a trigger of the pool fail in an unknown way shows nothing of it', async () => {
    const room = await startRoom({ onMail: () => { throw new Error('secret'); } });
    const visitor = await new Visitor().open(room.authorizeUrl());
    await visitor.follow('Create an account');
    await visitor.submit({ email: 'ada@example.com', name: 'Ada', password: 'Analytical-1' });
    expect([visitor.status, visitor.page]).toEqual([500, 'Something went wrong here. Please try again.\n']);
    expect(room.errors).toEqual([expect.objectContaining({ message: 'secret' })]);
  });
});

test('login pages allow no script, no frame, and forms to themselves and the callback alone', async () => {
  const room = await startRoom();
  const response = await fetch(room.authorizeUrl());
  expect(Object.fromEntries(response.headers)).toMatchObject({
    'content-security-policy': "default-src 'none'; style-src 'self'; img-src data:; form-action 'self' http://localhost:3000; frame-ancestors 'none'; base-uri 'none'",
    'cache-control': 'no-store',
    'referrer-policy': 'same-origin',
    'x-content-type-options': 'nosniff',
    'x-frame-options': 'DENY',
  });
  const page = await response.text();
  expect(page).not.toMatch(/<script|<style| style=| on\w+=/);
});

test('login pages asked for by the machine\'s number lead to its name, where their cookie is', async () => {
  const room = await startRoom();
  const url = room.authorizeUrl();
  const response = await fetch(url.replace('localhost', '127.0.0.1'), { redirect: 'manual' });
  expect([response.status, response.headers.get('location')]).toEqual([307, url]);
  expect((await fetch(`${room.server.issuer.replace('localhost', '127.0.0.1')}/.well-known/jwks.json`)).status).toBe(200);
});
