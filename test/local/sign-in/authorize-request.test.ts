import * as fc from 'fast-check';
import { closeRooms, type Room, sharedRoom, startRoom } from './room';
import { CALLBACK_URL, PAGE_URL, userPoolClient } from './template';
import { Visitor } from './visitor';

afterEach(closeRooms);

const CHALLENGE = 'E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM';

async function ask(room: Room, changes: Record<string, string | undefined>): Promise<Visitor> {
  return new Visitor().open(room.authorizeUrl(changes));
}

describe('an authorize request', () => {
  const shared = sharedRoom();

  test('in order leads to the login page, with or without PKCE, and whatever else it has', async () => {
    const room = await startRoom();
    expect((await ask(room, {})).heading).toBe('Sign in');
    expect((await ask(room, { code_challenge: CHALLENGE, code_challenge_method: 'S256' })).heading).toBe('Sign in');
    expect((await ask(room, { identity_provider: 'COGNITO', lang: 'en', resource: 'x' })).heading).toBe('Sign in');
    expect((await ask(room, { identity_provider: 'Unknown', state: undefined, nonce: undefined, scope: undefined })).heading).toBe('Sign in');
  });

  test.each([
    ['without a client', { client_id: undefined }, 'invalid_client'],
    ['of an unknown client', { client_id: 'unknown' }, 'invalid_client'],
    ['without a callback', { redirect_uri: undefined }, 'redirect_mismatch'],
    ['with another site\'s callback', { redirect_uri: 'https://example.com/auth/callback' }, 'redirect_mismatch'],
    ['with a slash more', { redirect_uri: `${CALLBACK_URL}/` }, 'redirect_mismatch'],
    ['with a query more', { redirect_uri: `${CALLBACK_URL}?a=b` }, 'redirect_mismatch'],
    ['with a fragment more', { redirect_uri: `${CALLBACK_URL}#` }, 'redirect_mismatch'],
    ['with an escape in the callback', { redirect_uri: `${PAGE_URL}/auth/%63allback` }, 'redirect_mismatch'],
    ['with upper case in the callback', { redirect_uri: CALLBACK_URL.toUpperCase() }, 'redirect_mismatch'],
    ['with a user in the callback', { redirect_uri: 'http://localhost:3000@example.com/auth/callback' }, 'redirect_mismatch'],
    ['that would run a script', { redirect_uri: 'javascript:alert(1)' }, 'redirect_mismatch'],
  ])('%s leads nowhere', async (_, changes, code) => {
    const room = shared();
    const visitor = await ask(room, changes);
    expect([visitor.status, visitor.heading, visitor.url.origin]).toEqual([400, 'This link does not lead anywhere', room.server.origin]);
    expect(visitor.page).toContain(code);
    await expect(room.server.authorize(room.authorizeUrl(changes), 'ada@example.com')).rejects.toMatchObject({ code: 'InvalidParameterException' });
  });

  test.each(['client_id', 'redirect_uri', 'state', 'scope', 'nonce'])('with two of %s leads nowhere', async (name) => {
    const room = shared();
    const visitor = await new Visitor().open(`${room.authorizeUrl()}&${name}=x`);
    expect([visitor.status, visitor.page.includes(`The parameter ${name} came twice.`)]).toEqual([400, true]);
  });

  test.each([
    ['without a response type', { response_type: undefined }, 'invalid_request'],
    ['with an unknown response type', { response_type: 'id_token' }, 'invalid_request'],
    ['for tokens at once', { response_type: 'token' }, 'unauthorized_client'],
    ['with a scope that is not the client\'s', { scope: 'openid phone' }, 'invalid_scope'],
    ['with a scope that needs openid', { scope: 'email' }, 'invalid_scope'],
    ['with an administrator\'s scope', { scope: 'openid aws.cognito.signin.user.admin' }, 'invalid_scope'],
    ['with a plain challenge', { code_challenge: CHALLENGE, code_challenge_method: 'plain' }, 'invalid_request'],
    ['with a challenge of no method', { code_challenge: CHALLENGE }, 'invalid_request'],
    ['with a method of no challenge', { code_challenge_method: 'S256' }, 'invalid_request'],
    ['with a challenge that is none', { code_challenge: 'short', code_challenge_method: 'S256' }, 'invalid_request'],
  ])('%s goes back to the client, with its state', async (_, changes, error) => {
    const room = shared();
    const expected = { error, state: 'a state' };
    const visitor = await ask(room, changes);
    expect(visitor.url.origin + visitor.url.pathname).toBe(CALLBACK_URL);
    expect(visitor.callback).toEqual(expected);
    const location = new URL(await room.server.authorize(room.authorizeUrl(changes), 'ada@example.com'));
    expect(Object.fromEntries(location.searchParams)).toEqual(expected);
  });

  test('of a client without the code flow goes back', async () => {
    const room = await startRoom({ client: { AllowedOAuthFlowsUserPoolClient: false } });
    expect((await ask(room, {})).callback.error).toBe('unauthorized_client');
  });

  test('is looked at on every page, not only on the first', async () => {
    const room = shared();
    for (const path of ['/login', '/signup', '/confirmUser', '/resendcode', '/forgotPassword', '/confirmForgotPassword']) {
      const visitor = await new Visitor().open(room.authorizeUrl({ redirect_uri: 'https://example.com/' }).replace('/oauth2/authorize', path));
      expect([path, visitor.status]).toEqual([path, 400]);
    }
  });

  test('leads to the callback with whatever query it has', async () => {
    const callback = `${PAGE_URL}/callback?room=general`;
    const room = await startRoom({ clients: [userPoolClient({ CallbackURLs: ['myapp://callback', callback] })] });
    const location = new URL(await room.server.authorize(room.authorizeUrl({ redirect_uri: callback }), 'ada@example.com'));
    expect(Object.fromEntries(location.searchParams)).toEqual({ room: 'general', code: expect.any(String), state: 'a state' });
    expect(await room.server.authorize(room.authorizeUrl({ redirect_uri: 'myapp://callback' }), 'ada@example.com')).toMatch(/^myapp:\/\/callback\?code=/);
    expect((await ask(room, { redirect_uri: 'myapp://callback' })).heading).toBe('Sign in');
  });

  test('brings its state back as it came, and shows it nowhere', async () => {
    const room = shared();
    const text = fc.oneof(fc.string({ minLength: 1 }), fc.string({ unit: 'binary', minLength: 1 }), fc.constant('"><script>alert(1)</script>\r\nset-cookie: a=b'));
    await fc.assert(fc.asyncProperty(text, async (state) => {
      const visitor = await ask(room, { state });
      expect(visitor.page).not.toContain('<script');
      const location = new URL(await room.server.authorize(room.authorizeUrl({ state }), 'ada@example.com'));
      expect(location.searchParams.get('state')).toBe(state.toWellFormed());
    }), { numRuns: 40 });
  });

  test('never leads to a callback that is not the client\'s', async () => {
    const room = shared();
    const url = fc.oneof(fc.webUrl(), fc.string(), fc.tuple(fc.constantFrom(CALLBACK_URL, PAGE_URL, '//example.com'), fc.string()).map((parts) => parts.join('')));
    await fc.assert(fc.asyncProperty(url.filter((each) => each !== CALLBACK_URL), async (redirectUri) => {
      const visitor = await ask(room, { redirect_uri: redirectUri });
      expect([visitor.status, visitor.url.origin]).toEqual([400, room.server.origin]);
    }), { numRuns: 100 });
  });
});
