import type { TokenRequest } from '../../../src/local/sign-in/sign-in-server';
import { closeRooms, sharedRoom, startRoom } from './room';
import { CLIENT_ID, PUBLIC_CLIENT_ID } from './template';

afterEach(closeRooms);

function claimsOf(token: string): Record<string, unknown> {
  return JSON.parse(Buffer.from(token.split('.')[1], 'base64url').toString()) as Record<string, unknown>;
}

describe('issued tokens', () => {
  const shared = sharedRoom();

  test('are a new user\'s, called by the local part of the address', async () => {
    const { server } = await startRoom();
    const { accessToken, idToken, expiresAt, user } = await server.issueTokens({ email: 'ada@example.com' });
    expect(user).toEqual({ id: expect.any(String), name: 'Ada', email: 'ada@example.com' });
    expect(claimsOf(accessToken)).toMatchObject({ sub: user.id, client_id: CLIENT_ID, scope: 'openid email profile' });
    expect(claimsOf(idToken)).toMatchObject({ sub: user.id, aud: CLIENT_ID, name: 'Ada' });
    expect(Date.parse(expiresAt)).toBe((claimsOf(accessToken).exp as number) * 1_000);
  });

  test('are the same user\'s again, who is renamed where a name is given', async () => {
    const { server } = await startRoom();
    const { user } = await server.issueTokens({ email: 'ada@example.com', name: 'Ada Lovelace' });
    expect(user.name).toBe('Ada Lovelace');
    expect((await server.issueTokens({ email: 'ADA@example.com' })).user).toEqual(user);
    const renamed = await server.issueTokens({ email: 'ada@example.com', name: 'Countess' });
    expect(renamed.user).toEqual({ ...user, name: 'Countess' });
    expect(claimsOf(renamed.idToken).name).toBe('Countess');
  });

  test('make one user of many calls at once', async () => {
    const { server } = await startRoom();
    const tokens = await Promise.all(Array.from({ length: 50 }, async () => server.issueTokens({ email: 'ada@example.com' })));
    expect(new Set(tokens.map(({ user }) => user.id)).size).toBe(1);
    expect(new Set(tokens.map(({ accessToken }) => claimsOf(accessToken).origin_jti)).size).toBe(50);
  });

  test.each([90, 1, 0, -60, 0.5])('expire %d seconds from now', async (expiresInSeconds) => {
    const { server } = shared();
    const { accessToken, idToken, expiresAt } = await server.issueTokens({ email: 'ada@example.com', expiresInSeconds });
    const now = Math.floor(Date.now() / 1_000);
    for (const { exp, iat, auth_time: authTime } of [accessToken, idToken].map(claimsOf) as Record<string, number>[]) {
      expect(Math.abs(exp - now - Math.floor(expiresInSeconds))).toBeLessThanOrEqual(5);
      expect(iat).toBeLessThanOrEqual(exp);
      expect(authTime).toBeLessThanOrEqual(iat);
    }
    expect(Date.parse(expiresAt)).toBe((claimsOf(accessToken).exp as number) * 1_000);
  });

  test.each([PUBLIC_CLIENT_ID, 'anotherpools'])('are for the client %s', async (clientId) => {
    const { server } = await startRoom();
    const { accessToken, idToken } = await server.issueTokens({ email: 'ada@example.com', clientId });
    expect([claimsOf(accessToken).client_id, claimsOf(idToken).aud]).toEqual([clientId, clientId]);
  });

  test('confirm somebody who signed up', async () => {
    const { server } = await startRoom();
    const { user } = await server.issueTokens({ email: 'ada@example.com' });
    expect(claimsOf((await server.issueTokens({ email: user.email })).idToken).email_verified).toBe(true);
  });

  test.each<[string, TokenRequest]>([
    ['no address', { email: '' }],
    ['an address that is none', { email: 'ada' }],
    ['an empty name', { email: 'ada@example.com', name: '' }],
    ['a name in two lines', { email: 'ada@example.com', name: 'A\nB' }],
    ['a name with half a character', { email: 'ada@example.com', name: '\ud83d' }],
    ['no number of seconds', { email: 'ada@example.com', expiresInSeconds: NaN }],
    ['for ever', { email: 'ada@example.com', expiresInSeconds: Infinity }],
    ['a client id that cannot be', { email: 'ada@example.com', clientId: 'a b' }],
  ])('are refused with %s, in words', async (_, request) => {
    const { server } = shared();
    await expect(server.issueTokens(request)).rejects.toMatchObject({ code: 'InvalidParameterException', message: expect.stringMatching(/^\S.*\.$/) });
  });
});

test('two servers run side by side, and a closed one leaves its port', async () => {
  const [one, other] = [await startRoom(), await startRoom()];
  expect(one.server.origin).toMatch(/^http:\/\/localhost:\d+$/);
  expect(one.server.issuer).toBe(`${one.server.origin}/us-east-1_ChatRoom1`);
  expect(other.server.origin).not.toBe(one.server.origin);
  const port = Number(new URL(one.server.origin).port);
  await one.server.close();
  await startRoom({ port });
});

test('a taken port is an error that says so', async () => {
  const { server } = await startRoom();
  await expect(startRoom({ port: Number(new URL(server.origin).port) })).rejects.toMatchObject({ code: 'EADDRINUSE' });
});

test('closing does not wait for visitors', async () => {
  const { server } = await startRoom();
  await (await fetch(server.origin)).text(); // whose connection is kept open
  await server.close();
  await expect(fetch(server.origin)).rejects.toThrow();
});
