import * as http from 'node:http';
import { startControlServer, type ControlServer, type ControlSubject } from '../../../src/local/control/control-server';
import { listenOnLoopback, type LoopbackServer } from '../../../src/local/loopback-server';
import type { Mail, SignInServer } from '../../../src/local/sign-in/sign-in-server';

const MAILS: Mail[] = [
  { to: 'ada@example.com', subject: 'Your code', text: 'Your code is 123456. <b>', code: '123456', sentAt: '2026-11-22T10:00:01.000Z' },
  { to: 'grace@example.com', subject: 'Hello', text: 'Hi', sentAt: '2026-11-22T10:00:00.000Z' },
];

const asked: unknown[] = [];
let subject: ControlSubject | undefined;
let control: ControlServer;
let page: LoopbackServer;

const signIn: SignInServer = {
  origin: 'http://localhost:1',
  issuer: 'http://localhost:1/pool',
  mails: MAILS,
  issueTokens: async (request) => {
    asked.push(request);
    if (request.email === 'nobody@example.com') throw new Error('the trigger refused');
    return { accessToken: 'access', idToken: 'id', expiresAt: '2026-11-22T11:00:00.000Z', user: { id: '1', name: 'Ada', email: request.email } };
  },
  authorize: async (url, email) => `http://localhost:${page.port}/auth/callback?code=${email}&state=${new URL(url).searchParams.get('state')}`,
  close: async () => undefined,
};

beforeEach(async () => {
  // a page that signs people in as the real one does: state in a cookie, session at the end
  page = await listenOnLoopback(http.createServer((request, response) => {
    const url = new URL(request.url!, 'http://localhost');
    if (url.pathname === '/auth/login') {
      response.writeHead(302, { 'Location': 'http://localhost:1/oauth2/authorize?state=s1', 'Set-Cookie': '__Host-state=s1; Path=/; HttpOnly' }).end();
    } else {
      const inOrder = request.headers.cookie === '__Host-state=s1' && url.search === '?code=ada@example.com&state=s1';
      response.writeHead(inOrder ? 302 : 400, inOrder ? { 'Location': '/', 'Set-Cookie': ['__Host-session=abc; Path=/', '__Host-state=; Max-Age=0'] } : {}).end();
    }
  }));
  subject = { pageUrl: `http://localhost:${page.port}`, title: 'Fixture', signIn, consumption: () => ({ functions: {} }) };
  control = await startControlServer(() => subject);
  asked.length = 0;
});
afterEach(async () => {
  await control.close();
  await page.close();
});

async function post(body: unknown) {
  const response = await fetch(control.tokenUrl, { method: 'POST', body: typeof body === 'string' ? body : JSON.stringify(body) });
  return { status: response.status, body: await response.json() as Record<string, unknown>, cookies: response.headers.getSetCookie() };
}

describe('the inbox', () => {
  test('is a list for scripts, newest first', async () => {
    const response = await fetch(control.inboxUrl);
    expect([response.headers.get('content-type'), await response.json()]).toEqual(['application/json', MAILS]);
  });

  test('is a page for browsers, in which nothing of a mail is markup', async () => {
    const response = await fetch(control.inboxUrl, { headers: { accept: 'text/html,application/xhtml+xml' } });
    const html = await response.text();
    expect(response.headers.get('content-type')).toBe('text/html; charset=utf-8');
    expect(html).toContain('<p class="code">123456</p>');
    expect(html).toContain('&lt;b&gt;');
    expect(html.indexOf('ada@example.com')).toBeLessThan(html.indexOf('grace@example.com'));
  });
});

describe('tokens', () => {
  test('are issued for an address, and whatever else is asked', async () => {
    expect(await post({ email: 'ada@example.com' })).toMatchObject({ status: 200, body: { accessToken: 'access', user: { email: 'ada@example.com' } }, cookies: [] });
    await post({ email: 'ada@example.com', name: 'Ada', expiresInSeconds: -5, clientId: 'other', session: false });
    expect(asked).toEqual([{ email: 'ada@example.com' }, { email: 'ada@example.com', name: 'Ada', expiresInSeconds: -5, clientId: 'other' }]);
  });

  test('come with the cookie of a session, by the page\'s own sign-in', async () => {
    expect(await post({ email: 'ada@example.com', session: true })).toMatchObject({
      status: 200,
      body: { accessToken: 'access' },
      cookies: ['__Host-session=abc; Path=/', '__Host-state=; Max-Age=0'],
    });
  });

  test('are refused where the page\'s sign-in fails', async () => {
    expect(await post({ email: 'grace@example.com', session: true })).toMatchObject({ status: 400, body: { message: expect.stringContaining('/auth/callback answered 400') } });
  });

  test.each([
    ['{', /must be JSON/],
    ['[]', /email: is missing/],
    ['null', /must be a JSON object/],
    ['"ada@example.com"', /must be a JSON object/],
    [{}, /email: is missing/],
    [{ email: 5 }, /email: must be a string/],
    [{ email: 'ada' }, /email: must be an e-mail address/],
    [{ email: null }, /email/],
    [{ email: 'ada@example.com', name: 5 }, /name: must be a string/],
    [{ email: 'ada@example.com', name: '' }, /name: must not be empty/],
    [{ email: 'ada@example.com', expiresInSeconds: '5' }, /expiresInSeconds: must be a number/],
    [{ email: 'ada@example.com', expiresInSeconds: 1.5 }, /expiresInSeconds: must be a whole number/],
    [{ email: 'ada@example.com', clientId: '' }, /clientId: must not be empty/],
    [{ email: 'ada@example.com', session: 'yes' }, /session: must be a boolean/],
    [{ email: 'nobody@example.com' }, /the trigger refused/],
  ])('are refused for %j', async (body, message) => {
    expect(await post(body)).toMatchObject({ status: 400, body: { message: expect.stringMatching(message) } });
  });

  test('are refused for a body that is too long', async () => {
    expect((await post({ email: 'ada@example.com', name: 'x'.repeat(70_000) })).status).toBe(413);
  });
});

test('statistics are those of the room', async () => {
  expect(await (await fetch(`${control.controlUrl}/stats`)).json()).toEqual({ functions: {} });
});

test('what there is not is 404, and says what there is', async () => {
  for (const [method, path] of [['GET', '/nothing'], ['DELETE', '/inbox'], ['GET', '/token']]) {
    const response = await fetch(control.controlUrl + path, { method });
    expect([response.status, await response.json()]).toEqual([404, { message: expect.stringContaining('/inbox') }]);
  }
});

test('while the room starts it says so', async () => {
  subject = undefined;
  expect((await fetch(control.inboxUrl)).status).toBe(503);
});

test('pages from elsewhere, and names that were pointed here, are refused', async () => {
  expect((await fetch(control.tokenUrl, { method: 'POST', body: '{"email":"ada@example.com"}', headers: { origin: 'https://evil.example' } })).status).toBe(403);
  const status = await new Promise((resolve) => http.get({ host: '127.0.0.1', port: control.port, path: '/inbox', headers: { host: 'evil.example' } }, (response) => resolve(response.resume().statusCode)));
  expect(status).toBe(403);
  expect(asked).toEqual([]);
});
