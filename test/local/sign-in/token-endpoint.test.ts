import { clientSecret } from './client';
import { closeRooms, type Room, sharedRoom, startRoom } from './room';
import { CLIENT_ID, PUBLIC_CLIENT_ID } from './template';

afterEach(closeRooms);

const REFRESH = { grant_type: 'refresh_token', refresh_token: 'unknown' };

interface Call {
  readonly path?: string;
  readonly form?: Record<string, string> | string;
  readonly basic?: string;
  readonly headers?: Record<string, string>;
}

async function call({ server }: Room, { path = '/oauth2/token', form = {}, basic, headers = {} }: Call): Promise<[number, unknown]> {
  const response = await fetch(`${server.origin}${path}`, {
    method: 'POST',
    body: new URLSearchParams(form).toString(),
    headers: {
      'content-type': 'application/x-www-form-urlencoded',
      ...(basic !== undefined && { authorization: `Basic ${Buffer.from(basic).toString('base64')}` }),
      ...headers,
    },
  });
  expect(response.headers.get('cache-control')).toBe('no-store');
  return [response.status, await response.json()];
}

describe('the token endpoint', () => {
  const shared = sharedRoom();
  const refusals: [string, Call, string][] = [
    ['a body that is no form', { form: REFRESH, basic: 'client:secret', headers: { 'content-type': 'application/json' } }, 'invalid_request'],
    ['no grant type', { form: { code: 'x' }, basic: 'client:secret' }, 'invalid_request'],
    ['a parameter twice', { form: 'grant_type=refresh_token&refresh_token=a&refresh_token=b', basic: 'client:secret' }, 'invalid_request'],
    ['an unknown grant type', { form: { grant_type: 'password', username: 'ada', password: 'x' }, basic: 'client:secret' }, 'unsupported_grant_type'],
    ['client credentials, which nobody has here', { form: { grant_type: 'client_credentials' }, basic: 'client:secret' }, 'unsupported_grant_type'],
    ['no client', { form: REFRESH }, 'invalid_client'],
    ['an unknown client', { form: REFRESH, basic: 'unknown:secret' }, 'invalid_client'],
    ['a wrong secret', { form: REFRESH, basic: 'client:wrong' }, 'invalid_client'],
    ['no secret', { form: { ...REFRESH, client_id: 'client' } }, 'invalid_client'],
    ['an empty secret', { form: REFRESH, basic: 'client:' }, 'invalid_client'],
    ['a secret of a client that has none', { form: REFRESH, basic: 'public:secret' }, 'invalid_client'],
    ['a secret in two places', { form: { ...REFRESH, client_id: 'client', client_secret: 'secret' }, basic: 'client:secret' }, 'invalid_client'],
    ['two clients', { form: { ...REFRESH, client_id: 'public' }, basic: 'client:secret' }, 'invalid_client'],
    ['a bearer token for a secret', { form: REFRESH, headers: { authorization: 'Bearer x' } }, 'invalid_client'],
    ['credentials that are not base64', { form: REFRESH, headers: { authorization: 'Basic !' } }, 'invalid_client'],
    ['credentials without a colon', { form: REFRESH, basic: 'client' }, 'invalid_client'],
    ['credentials with half an escape', { form: REFRESH, basic: 'client:%E0%' }, 'invalid_client'],
    ['no code', { form: { grant_type: 'authorization_code', redirect_uri: 'x' }, basic: 'client:secret' }, 'invalid_request'],
    ['no redirect_uri', { form: { grant_type: 'authorization_code', code: 'x' }, basic: 'client:secret' }, 'invalid_request'],
    ['an unknown code', { form: { grant_type: 'authorization_code', code: 'x', redirect_uri: 'x' }, basic: 'client:secret' }, 'invalid_grant'],
    ['no refresh token', { form: { grant_type: 'refresh_token' }, basic: 'client:secret' }, 'invalid_request'],
    ['an unknown refresh token', { form: REFRESH, basic: 'client:secret' }, 'invalid_grant'],
    ['an unknown refresh token of a public client', { form: { ...REFRESH, client_id: 'public' } }, 'invalid_grant'],
  ];

  test.each(refusals)('refuses %s', async (_, request, error) => {
    const room = shared();
    const secret = await clientSecret(room);
    const named = (text: string) => text.replace(/^client\b/, CLIENT_ID).replace(/^public\b/, PUBLIC_CLIENT_ID).replace(/:secret$/, `:${secret}`).replace(/^secret$/, secret);
    const form = typeof request.form === 'string' ? request.form : Object.fromEntries(Object.entries(request.form ?? {}).map(([name, value]) => [name, named(value)]));
    const basic = request.basic === undefined ? {} : { basic: named(request.basic) };
    expect(await call(room, { ...request, ...basic, form })).toEqual([400, { error }]);
    expect(room.errors).toEqual([]);
  });

  test('refuses a client without the code flow', async () => {
    const room = await startRoom({ client: { AllowedOAuthFlows: ['client_credentials'] } });
    expect(await call(room, { form: REFRESH, basic: `${CLIENT_ID}:${await clientSecret(room)}` })).toEqual([400, { error: 'unauthorized_client' }]);
  });

  test('may be called by pages of other origins, as at Cognito', async () => {
    const { server } = await startRoom();
    const preflight = await fetch(`${server.origin}/oauth2/token`, { method: 'OPTIONS', headers: { 'origin': 'https://example.com', 'access-control-request-method': 'POST' } });
    expect([preflight.status, preflight.headers.get('access-control-allow-origin')]).toEqual([204, '*']);
  });
});

describe('the revocation endpoint', () => {
  test.each([
    [{}, 400, 'invalid_request'],
    [{ token: 'x' }, 401, 'invalid_client'],
  ])('answers %j with %d %s', async (form, status, error) => {
    expect(await call(await startRoom(), { path: '/oauth2/revoke', form })).toEqual([status, { error }]);
  });

  test('takes no other client\'s token', async () => {
    const room = await startRoom();
    const callback = new URL(await room.server.authorize(room.authorizeUrl({ client_id: PUBLIC_CLIENT_ID }), 'ada@example.com'));
    const form = { grant_type: 'authorization_code', code: callback.searchParams.get('code')!, redirect_uri: 'http://localhost:3000/auth/callback', client_id: PUBLIC_CLIENT_ID };
    const [, tokens] = await call(room, { form }) as [number, { refresh_token: string }];
    const basic = `${CLIENT_ID}:${await clientSecret(room)}`;
    expect(await call(room, { path: '/oauth2/revoke', form: { token: tokens.refresh_token }, basic })).toEqual([400, { error: 'unauthorized_client' }]);
    expect((await call(room, { form: { grant_type: 'refresh_token', refresh_token: tokens.refresh_token, client_id: PUBLIC_CLIENT_ID } }))[0]).toBe(200);
  });
});
