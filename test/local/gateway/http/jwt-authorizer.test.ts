import { createHmac, generateKeyPairSync, sign, type KeyObject } from 'node:crypto';
import { issuerKeys } from '../../../../src/local/gateway/http/json-web-keys';
import { authorizeJwt, type JwtAuthorizerDefinition } from '../../../../src/local/gateway/http/jwt-authorizer';

const ISSUER = 'http://localhost:5000/us-east-1_ABCDEFGHI';
const NOW = 1_800_000_000;
const { publicKey, privateKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });
const other = generateKeyPairSync('rsa', { modulusLength: 2048 }).privateKey;
const definition: JwtAuthorizerDefinition = { issuer: ISSUER, audience: ['client-1'], identitySource: '$request.header.Authorization', scopes: [] };
const keyOf = async (issuer: string, id: string) => (issuer === ISSUER && id === 'key-1' ? publicKey : undefined);

const CLAIMS = { iss: ISSUER, sub: 'ada', client_id: 'client-1', token_use: 'access', exp: NOW + 60, iat: NOW - 60, scope: 'openid chat/read' };

function encode(part: unknown): string {
  return Buffer.from(JSON.stringify(part)).toString('base64url');
}

function token(claims: Record<string, unknown> = {}, header: Record<string, unknown> = {}, key: KeyObject = privateKey): string {
  const signed = `${encode({ alg: 'RS256', kid: 'key-1', ...header })}.${encode({ ...CLAIMS, ...claims })}`;
  return `${signed}.${sign('RSA-SHA256', Buffer.from(signed), key).toString('base64url')}`;
}

async function verdict(bearer: string | undefined, scopes: string[] = []) {
  return authorizeJwt({ ...definition, scopes }, bearer, keyOf, NOW * 1000);
}

describe('a token is accepted', () => {
  test.each([
    ['of the client, with or without the word Bearer', `Bearer ${token()}`],
    ['in whatever case that word is', `bearer ${token()}`],
    ['bare', token()],
    ['whose audience is the client', `Bearer ${token({ client_id: undefined, aud: 'client-1' })}`],
    ['whose audience is a list with the client in it', `Bearer ${token({ aud: ['x', 'client-1'] })}`],
    ['that is valid since now', `Bearer ${token({ nbf: NOW })}`],
  ])('%s', async (_, bearer) => {
    expect(await verdict(bearer)).toMatchObject({ claims: { sub: 'ada' } });
  });
});

describe('a token is refused with 401', () => {
  const [header, payload, signature] = token().split('.');
  const hmac = `${encode({ alg: 'HS256', kid: 'key-1' })}.${payload}`;
  test.each([
    ['where there is none', undefined],
    ['that is none', 'Bearer x'],
    ['that is empty', 'Bearer '],
    ['with a part too many', `Bearer ${token()}.x`],
    ['that has expired', `Bearer ${token({ exp: NOW })}`],
    ['that never expires', `Bearer ${token({ exp: undefined })}`],
    ['that is not valid yet', `Bearer ${token({ nbf: NOW + 1 })}`],
    ['that was issued in the future', `Bearer ${token({ iat: NOW + 60 })}`],
    ['of another issuer', `Bearer ${token({ iss: `${ISSUER}x` })}`],
    ['of another client', `Bearer ${token({ client_id: 'client-2' })}`],
    ['whose audience is another, whatever its client', `Bearer ${token({ aud: 'client-2' })}`],
    ['for nobody', `Bearer ${token({ client_id: undefined })}`],
    ['signed with another key', `Bearer ${token({}, {}, other)}`],
    ['of an unknown key', `Bearer ${token({}, { kid: 'key-2' })}`],
    ['without a signature', `Bearer ${header}.${payload}.`],
    ['that claims another algorithm than the one that signed it', `Bearer ${token({}, { alg: 'RS512' })}`],
    ['that claims to need none', `Bearer ${token({}, { alg: 'none' })}`],
    ['that claims to need no signature', `Bearer ${encode({ alg: 'none', kid: 'key-1' })}.${payload}.`],
    ['with an HMAC made with the public key', `Bearer ${hmac}.${createHmac('sha256', publicKey.export({ type: 'spki', format: 'pem' })).update(hmac).digest('base64url')}`],
    ['whose payload was changed', `Bearer ${header}.${encode({ ...CLAIMS, sub: 'grace' })}.${signature}`],
    ['whose claims are no object', `Bearer ${header}.${encode('ada')}.${signature}`],
  ])('%s', async (_, bearer) => {
    expect(await verdict(bearer)).toMatchObject({ status: 401, challenge: expect.stringMatching(/^Bearer/) });
  });
});

test('a route with scopes takes tokens that have one of them, and refuses others with 403', async () => {
  expect(await verdict(token(), ['chat/read', 'chat/write'])).toMatchObject({ scopes: ['chat/read'] });
  expect(await verdict(token(), ['chat/write'])).toMatchObject({ status: 403 });
  expect(await verdict(token({ scope: undefined }), ['chat/write'])).toMatchObject({ status: 403 });
});

test('an issuer\'s keys are fetched once, and again for a key that is not among them', async () => {
  const fetched: string[] = [];
  const jwk = { ...publicKey.export({ format: 'jwk' }), kid: 'key-1' };
  const keys = issuerKeys(async (url) => {
    fetched.push(url);
    return url.endsWith('openid-configuration') ? { jwks_uri: `${ISSUER}/keys` } : { keys: [jwk] };
  });
  expect(await keys(ISSUER, 'key-1')).toBeDefined();
  expect(await keys(ISSUER, 'key-1')).toBeDefined();
  expect(fetched).toEqual([`${ISSUER}/.well-known/openid-configuration`, `${ISSUER}/keys`]);
  expect(await keys(ISSUER, 'key-2')).toBeUndefined(); // asked so soon, the issuer is spared
  expect(fetched).toHaveLength(2);
});

test('an issuer that cannot be reached is asked again the next time', async () => {
  let reachable = false;
  const keys = issuerKeys(async (url) => {
    if (!reachable) throw new Error('no answer');
    return url.endsWith('openid-configuration') ? { jwks_uri: 'x' } : { keys: [] };
  });
  await expect(keys(ISSUER, 'key-1')).rejects.toThrow('no answer');
  reachable = true;
  expect(await keys(ISSUER, 'key-1')).toBeUndefined();
});
