import { createHmac, createPublicKey, generateKeyPairSync, type JsonWebKey, sign, type KeyObject } from 'node:crypto';
import { JwtVerifier } from 'aws-jwt-verify';
import { validateCognitoJwtFields } from 'aws-jwt-verify/cognito-verifier';
import type { Jwks } from 'aws-jwt-verify/jwk';
import { openidClient, signIn } from './client';
import { closeRooms, HOUR, type Room, startRoom } from './room';
import { CLIENT_ID } from './template';

afterEach(closeRooms);

const UUID = expect.stringMatching(/^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/);

function claimsOf(token: string): Record<string, unknown> {
  return JSON.parse(Buffer.from(token.split('.')[1], 'base64url').toString()) as Record<string, unknown>;
}

async function jwksOf({ server }: Room): Promise<Jwks> {
  return await (await fetch(`${server.issuer}/.well-known/jwks.json`)).json() as Jwks;
}

/** AWS's own verifier, with the room's keys. */
async function verifier(room: Room, tokenUse: 'access' | 'id' = 'access') {
  const jwtVerifier = JwtVerifier.create({
    issuer: room.server.issuer,
    audience: null,
    customJwtCheck: ({ payload }) => validateCognitoJwtFields(payload, { tokenUse, clientId: CLIENT_ID }),
  });
  jwtVerifier.cacheJwks(await jwksOf(room));
  return jwtVerifier;
}

describe('tokens', () => {
  test('have the claims that Cognito writes', async () => {
    const room = await startRoom();
    const tokens = await signIn(room, await openidClient(room));
    const access = claimsOf(tokens.access_token);
    const id = claimsOf(tokens.id_token!);
    expect(access).toEqual({
      sub: UUID,
      iss: room.server.issuer,
      version: 2,
      client_id: CLIENT_ID,
      origin_jti: UUID,
      event_id: UUID,
      token_use: 'access',
      scope: 'openid email profile',
      auth_time: expect.any(Number),
      exp: (access.iat as number) + 3_600,
      iat: expect.any(Number),
      jti: UUID,
      username: access.sub,
    });
    expect(id).toEqual({
      'at_hash': expect.stringMatching(/^[\w-]{22}$/),
      'sub': access.sub,
      'email_verified': true,
      'iss': room.server.issuer,
      'cognito:username': access.sub,
      'nonce': expect.any(String),
      'origin_jti': access.origin_jti,
      'aud': CLIENT_ID,
      'event_id': access.event_id,
      'token_use': 'id',
      'auth_time': access.auth_time,
      'name': 'Ada',
      'exp': (id.iat as number) + 3_600,
      'iat': expect.any(Number),
      'jti': UUID,
      'email': 'ada@example.com',
    });
    expect(id.jti).not.toBe(access.jti);
  });

  test('are as long good as the client says', async () => {
    const room = await startRoom({
      client: { AccessTokenValidity: 5, IdTokenValidity: 1, TokenValidityUnits: { AccessToken: 'minutes', IdToken: 'days' } },
    });
    const tokens = await signIn(room, await openidClient(room));
    const [access, id] = [claimsOf(tokens.access_token), claimsOf(tokens.id_token!)];
    expect((access.exp as number) - (access.iat as number)).toBe(300);
    expect((id.exp as number) - (id.iat as number)).toBe(86_400);
    expect(tokens.expires_in).toBe(300);
  });

  test('do not name their sign-in where it cannot be revoked', async () => {
    const room = await startRoom({ client: { EnableTokenRevocation: false } });
    const { access_token: token } = await signIn(room, await openidClient(room));
    expect(claimsOf(token)).not.toHaveProperty('origin_jti');
    expect(claimsOf(token)).not.toHaveProperty('jti');
  });

  test.each([
    ['openid', { email: 'ada@example.com', email_verified: true, name: 'Ada' }],
    ['openid email', { email: 'ada@example.com', email_verified: true, name: undefined }],
    ['openid profile', { email: undefined, email_verified: undefined, name: 'Ada' }],
  ])('tell with the scopes "%s" what these cover', async (scope, expected) => {
    const room = await startRoom({ client: { AllowedOAuthScopes: scope.split(' ') } });
    const { idToken } = await room.server.issueTokens({ email: 'ada@example.com' });
    for (const [name, value] of Object.entries(expected)) expect(claimsOf(idToken)[name]).toBe(value);
  });

  test('pass AWS\'s own verifier, each as what it is', async () => {
    const room = await startRoom();
    const { accessToken, idToken } = await room.server.issueTokens({ email: 'ada@example.com' });
    const [access, id] = [await verifier(room, 'access'), await verifier(room, 'id')];
    expect(access.verifySync(accessToken)).toMatchObject({ token_use: 'access' });
    expect(id.verifySync(idToken)).toMatchObject({ token_use: 'id' });
    expect(() => access.verifySync(idToken)).toThrow('Token use not allowed');
    expect(() => id.verifySync(accessToken)).toThrow('Token use not allowed');
  });

  test('are signed with a key for each kind, of this run', async () => {
    const [one, other] = [await startRoom(), await startRoom()];
    const kids = (await jwksOf(one)).keys.map(({ kid }) => kid);
    expect(new Set([...kids, ...(await jwksOf(other)).keys.map(({ kid }) => kid)]).size).toBe(4);
    const { accessToken, idToken } = await one.server.issueTokens({ email: 'ada@example.com' });
    const kidOf = (token: string) => (JSON.parse(Buffer.from(token.split('.')[0], 'base64url').toString()) as { kid: string }).kid;
    expect([kidOf(idToken), kidOf(accessToken)]).toEqual(kids);
  });

  test('show no private part of a key', async () => {
    const room = await startRoom();
    for (const key of (await jwksOf(room)).keys) expect(Object.keys(key).sort()).toEqual(['alg', 'e', 'kid', 'kty', 'n', 'use']);
  });
});

describe('a forged access token', () => {
  const encode = (value: unknown) => Buffer.from(JSON.stringify(value)).toString('base64url');
  const signed = (header: object, claims: object, key: KeyObject) => {
    const input = `${encode(header)}.${encode(claims)}`;
    return `${input}.${sign('sha256', Buffer.from(input), key).toString('base64url')}`;
  };

  const forgeries: [string, (room: Room, token: string) => Promise<string>][] = [
    ['without a signature', async (_, token) => `${encode({ alg: 'none' })}.${token.split('.')[1]}.`],
    ['signed by HMAC with the public key', async (room, token) => {
      const [, access] = (await jwksOf(room)).keys;
      const pem = createPublicKey({ key: access as JsonWebKey, format: 'jwk' }).export({ type: 'spki', format: 'pem' });
      const input = `${encode({ alg: 'HS256', kid: access.kid })}.${token.split('.')[1]}`;
      return `${input}.${createHmac('sha256', pem).update(input).digest('base64url')}`;
    }],
    ['with other claims', async (_, token) => {
      const [header, , signature] = token.split('.');
      return `${header}.${encode({ ...claimsOf(token), sub: 'somebody else' })}.${signature}`;
    }],
    ['signed by somebody else, under a key id of the room', async (room, token) => {
      const [, { kid }] = (await jwksOf(room)).keys;
      return signed({ alg: 'RS256', kid }, claimsOf(token), generateKeyPairSync('rsa', { modulusLength: 2_048 }).privateKey);
    }],
    ['of another room', async () => (await (await startRoom()).server.issueTokens({ email: 'ada@example.com' })).accessToken],
    ['which is an ID token', async (room) => (await room.server.issueTokens({ email: 'ada@example.com' })).idToken],
    ['that is expired', async (room) => (await room.server.issueTokens({ email: 'ada@example.com', expiresInSeconds: 0 })).accessToken],
    ['cut short', async (_, token) => token.slice(0, -10)],
  ];

  test.each(forgeries)('%s is refused by AWS\'s verifier and by userInfo', async (_, forge) => {
    const room = await startRoom();
    const { accessToken } = await room.server.issueTokens({ email: 'ada@example.com' });
    const forged = await forge(room, accessToken);
    const ask = async (token: string) => (await fetch(`${room.server.origin}/oauth2/userInfo`, { headers: { authorization: `Bearer ${token}` } })).status;
    const check = await verifier(room);
    expect(() => check.verifySync(accessToken)).not.toThrow();
    expect(() => check.verifySync(forged)).toThrow();
    expect(await ask(accessToken)).toBe(200);
    expect(await ask(forged)).toBe(401);
  });
});

describe('userInfo', () => {
  test('answers with Cognito\'s words where the token is no longer good', async () => {
    const room = await startRoom();
    const { accessToken } = await room.server.issueTokens({ email: 'ada@example.com' });
    room.advance(HOUR);
    const response = await fetch(`${room.server.origin}/oauth2/userInfo`, { headers: { authorization: `Bearer ${accessToken}` } });
    expect(response.status).toBe(401);
    expect(response.headers.get('www-authenticate')).toContain('error="invalid_token"');
  });

  test('needs a token', async () => {
    const room = await startRoom();
    expect((await fetch(`${room.server.origin}/oauth2/userInfo`)).status).toBe(400);
  });

  test('needs the scope openid', async () => {
    const room = await startRoom({ client: { AllowedOAuthScopes: ['chat/send'] } });
    const { accessToken } = await room.server.issueTokens({ email: 'ada@example.com' });
    expect((await fetch(`${room.server.origin}/oauth2/userInfo`, { headers: { authorization: `Bearer ${accessToken}` } })).status).toBe(401);
  });
});
