import { createHmac, sign } from 'node:crypto';
import * as fc from 'fast-check';
import { JwtAccessTokenVerifier } from '../../../src/handlers/aws/jwt-access-token-verifier';
import { CLIENT_ID, encoded, Issuer, seconds, SigningKey } from '../issuer';

let issuer: Issuer;
let verifier: JwtAccessTokenVerifier;

const verifierAt = (jwksUrl: string) => new JwtAccessTokenVerifier({ issuer: issuer.url, jwksUrl, clientId: CLIENT_ID });

beforeAll(async () => {
  issuer = await Issuer.start();
});

beforeEach(() => {
  issuer.keyAnswer = () => issuer.publish(issuer.key);
  issuer.keyRequests = 0;
  verifier = verifierAt(issuer.newJwksUrl);
});

afterEach(() => jest.restoreAllMocks());

afterAll(async () => issuer.stop());

describe('an access token of the issuer for the client', () => {
  test('says who its bearer is and until when', async () => {
    const exp = seconds() + 60;
    expect(await verifier.verify(issuer.accessToken({ exp }))).toEqual({ userId: 'ada', name: 'Ada', originJti: 'sign-in-1', expiresAt: exp * 1_000 });
  });

  test('holds to its end, without leeway', async () => {
    const exp = seconds() + 60;
    const token = issuer.accessToken({ exp });
    const now = jest.spyOn(Date, 'now').mockReturnValue(exp * 1_000 - 1);
    expect(await verifier.verify(token)).toBeDefined();
    now.mockReturnValue(exp * 1_000 + 1);
    expect(await verifier.verify(token)).toBeUndefined();
  });

  test('holds from its beginning, without leeway', async () => {
    const nbf = seconds() + 60;
    const token = issuer.accessToken({ nbf });
    const now = jest.spyOn(Date, 'now').mockReturnValue(nbf * 1_000 - 1);
    expect(await verifier.verify(token)).toBeUndefined();
    now.mockReturnValue(nbf * 1_000 + 1);
    expect(await verifier.verify(token)).toBeDefined();
  });

  test.each<[string, object, string]>([
    ['absent', { name: undefined }, 'Guest cdef'],
    ['empty', { name: '' }, 'Guest cdef'],
    ['white space', { name: ' \n' }, 'Guest cdef'],
    ['invisible', { name: '\u200b\u202e' }, 'Guest cdef'],
    ['no text', { name: { first: 'Ada' } }, 'Guest cdef'],
    ['absent beside an e-mail address', { name: undefined, email: 'ada@example.com', username: 'ada@example.com' }, 'Guest cdef'],
    ['disguised', { name: '\u202eadA\u0000' }, 'adA'],
    ['long', { name: '😀'.repeat(100) }, '😀'.repeat(64)],
  ])('gives a name that may be shown where its own is %s', async (_, claims, name) => {
    expect(await verifier.verify(issuer.accessToken({ sub: '01234567-89ab-cdef', ...claims }))).toMatchObject({ name });
  });

  test('may come from a sign-in without an id', async () => {
    expect(await verifier.verify(issuer.accessToken({ origin_jti: undefined }))).toMatchObject({ originJti: '' });
  });
});

describe('what is no such token is refused', () => {
  const now = seconds();

  test.each<[string, object]>([
    ['an ID token', { token_use: 'id', aud: CLIENT_ID }],
    ['a token without a use', { token_use: undefined }],
    ['a token of two uses', { token_use: ['access', 'id'] }],
    ['another client\'s', { client_id: 'another' }],
    ['another client\'s that names ours as its audience', { client_id: 'another', aud: CLIENT_ID }],
    ['one of no client', { client_id: undefined }],
    ['one of many clients', { client_id: [CLIENT_ID] }],
    ['another issuer\'s', { iss: 'https://issuer.example.org/pool' }],
    ['an issuer\'s with a slash more', { iss: 'https://issuer.example.com/pool/' }],
    ['an issuer\'s whose name goes on', { iss: 'https://issuer.example.com/pool2' }],
    ['nobody\'s', { iss: undefined }],
    ['one that expired a second ago', { exp: now - 1 }],
    ['one that expired long ago', { exp: 0 }],
    ['one that never expires', { exp: undefined }],
    ['one that expires in words', { exp: String(now + 3_600) }],
    ['one that expires never', { exp: null }],
    ['one that is not yet valid', { nbf: now + 60 }],
    ['one without a subject', { sub: undefined }],
    ['one with an empty subject', { sub: '' }],
    ['one with a number for a subject', { sub: 7 }],
  ])('%s', async (_, claims) => {
    expect(await verifier.verify(issuer.accessToken(claims))).toBeUndefined();
  });

  test.each(['none', 'None', 'NONE', 'nOnE', ''])('one that is not signed, by the algorithm %j', async (alg) => {
    const content = `${encoded({ alg, kid: issuer.key.kid })}.${encoded(issuer.accessClaims())}`;
    const [, , signature] = issuer.accessToken().split('.');
    for (const token of [`${content}.`, content, `${content}.${signature}`, `${content}.AA`]) expect(await verifier.verify(token)).toBeUndefined();
  });

  test.each<[string, () => string | Buffer]>([
    ['PEM', () => issuer.key.publicKey.export({ format: 'pem', type: 'spki' }) as string],
    ['PEM of PKCS 1', () => issuer.key.publicKey.export({ format: 'pem', type: 'pkcs1' }) as string],
    ['DER', () => issuer.key.publicKey.export({ format: 'der', type: 'spki' }) as Buffer],
    ['a JWK', () => JSON.stringify(issuer.key.jwk)],
    ['its modulus', () => Buffer.from(issuer.key.jwk.n!, 'base64url')],
    ['nothing', () => ''],
  ])('one with an HMAC made with the public key: %s', async (_, secret) => {
    for (const [alg, hash] of [['HS256', 'sha256'], ['HS512', 'sha512'], ['RS256', 'sha256']]) {
      const content = `${encoded({ alg, kid: issuer.key.kid })}.${encoded(issuer.accessClaims())}`;
      const mac = createHmac(hash, secret()).update(content).digest('base64url');
      expect(await verifier.verify(`${content}.${mac}`)).toBeUndefined();
    }
  });

  test.each([['RS384', 'sha384'], ['RS512', 'sha512']])('one that the right key signed otherwise: %s', async (alg, hash) => {
    const { alg: _, ...anyAlgorithm } = issuer.key.jwk;
    issuer.keyAnswer = () => ({ status: 200, body: JSON.stringify({ keys: [anyAlgorithm] }) });
    const content = `${encoded({ alg, kid: issuer.key.kid })}.${encoded(issuer.accessClaims())}`;
    const signature = sign(hash, Buffer.from(content), issuer.key.privateKey).toString('base64url');
    expect(await verifier.verify(`${content}.${signature}`)).toBeUndefined();
    expect(await verifier.verify(issuer.accessToken())).toBeDefined();
  });

  test('one that a key of the issuer signed that is not RSA', async () => {
    const elliptic = new SigningKey('key-ec', 'ec');
    issuer.keyAnswer = () => issuer.publish(issuer.key, elliptic);
    expect(await verifier.verify(elliptic.token(issuer.accessClaims()))).toBeUndefined();
  });

  test('one that somebody else signed, whatever it says of its key', async () => {
    const forger = new SigningKey(issuer.key.kid);
    for (const header of [
      {}, { kid: 'forged' }, { kid: undefined }, { kid: 7 }, { kid: '../../dev/null' }, { jwk: forger.jwk }, { kid: 'forged', jwk: forger.jwk },
      { jku: 'https://example.org/jwks.json' }, { x5u: 'https://example.org/cert' }, { x5c: ['AA=='] },
    ]) {
      expect(await verifier.verify(forger.token(issuer.accessClaims(), header))).toBeUndefined();
    }
  });

  test('one that was changed after it was signed', async () => {
    const [header, claims, signature] = issuer.accessToken().split('.');
    const others = [
      [header, encoded(issuer.accessClaims({ sub: 'grace' })), signature],
      [encoded({ alg: 'RS256', kid: issuer.key.kid }), claims, signature],
      [header, claims, signature.slice(0, -4)],
      [header, claims, `${signature}AAAA`],
      [header, claims, `${signature.startsWith('A') ? 'B' : 'A'}${signature.slice(1)}`],
      [header, claims, ''],
      ['', claims, signature],
      [header, claims],
      [header, claims, signature, signature],
    ];
    for (const parts of others) expect(await verifier.verify(parts.join('.'))).toBeUndefined();
  });

  test('one with something around it', async () => {
    const token = issuer.accessToken();
    for (const around of [` ${token}`, `${token} `, `${token}\n`, `Bearer ${token}`, `"${token}"`, `${token},${token}`]) {
      expect(await verifier.verify(around)).toBeUndefined();
    }
  });

  test.each([
    '', ' ', '.', '..', '...', 'a', 'a.b.c', 'bnVsbA.bnVsbA.AA', 'W10.W10.AA', 'IiI.IiI.AA', 'e30.e30.AA', 'e30.e30.', '\u0000', '😀.😀.😀', `${'e30'.repeat(50_000)}.e30.AA`,
  ])('what is no token at all: %#', async (token) => {
    expect(await verifier.verify(token)).toBeUndefined();
  });

  test('forged claims of any kind, without a throw', async () => {
    const odd = fc.oneof(fc.jsonValue(), fc.constantFrom(-1e300, 1e300, -1, 0.5));
    const claims = fc.record(
      { exp: odd, nbf: odd, iat: odd, sub: odd, iss: odd, aud: odd, client_id: odd, token_use: odd, scope: odd, jti: odd },
      { requiredKeys: [] },
    );
    const header = fc.record(
      { alg: fc.oneof(fc.constantFrom('RS256', 'none'), fc.jsonValue()), kid: fc.oneof(fc.constant('key-1'), fc.jsonValue()), crit: odd },
      { requiredKeys: [] },
    );
    await fc.assert(fc.asyncProperty(header, claims, fc.base64String(), async (head, body, signature) => {
      expect(await verifier.verify(`${encoded(head)}.${encoded({ ...issuer.accessClaims(), ...body })}.${signature}`)).toBeUndefined();
    }), { numRuns: 300 });
  });

  test('any text, without a throw', async () => {
    await fc.assert(fc.asyncProperty(fc.oneof(fc.string({ unit: 'binary' }), fc.stringMatching(/^[A-Za-z0-9_=-]*(\.[A-Za-z0-9_=-]*){2}$/)), async (text) => {
      expect(await verifier.verify(text)).toBeUndefined();
    }), { numRuns: 300 });
  });
});

describe('the issuer\'s keys', () => {
  test('are read once for many tokens, also for those that come together', async () => {
    await Promise.all(Array.from({ length: 10 }, async () => verifier.verify(issuer.accessToken())));
    for (let tokens = 0; tokens < 10; tokens += 1) await verifier.verify(issuer.accessToken());
    expect(issuer.keyRequests).toBe(1);
  });

  test('are read again for a key that is new', async () => {
    await verifier.verify(issuer.accessToken());
    const rotated = new SigningKey('key-2');
    issuer.keyAnswer = () => issuer.publish(issuer.key, rotated);
    expect(await verifier.verify(rotated.token(issuer.accessClaims()))).toMatchObject({ userId: 'ada' });
    expect(issuer.keyRequests).toBe(2);
  });

  test('are not read again for every token that names an unknown key, and others still hold', async () => {
    const forger = new SigningKey('unknown');
    for (let tokens = 0; tokens < 20; tokens += 1) {
      expect(await verifier.verify(forger.token(issuer.accessClaims(), { kid: `unknown-${tokens}` }))).toBeUndefined();
    }
    expect(issuer.keyRequests).toBe(1);
    expect(await verifier.verify(issuer.accessToken())).toMatchObject({ userId: 'ada' });
  });

  test.each<[string, number, string]>([
    ['an error', 500, '{"message":"Internal server error"}'],
    ['a refusal', 403, ''],
    ['no keys', 404, '{"keys":[]}'],
    ['a page', 200, '<html>down for maintenance</html>'],
    ['nothing', 200, ''],
    ['something else', 200, '{"message":"hello"}'],
    ['keys that are none', 200, '{"keys":"none"}'],
  ])('are no verdict on a token where the issuer answers with %s, and are asked for again', async (_, status, body) => {
    issuer.keyAnswer = () => ({ status, body });
    await expect(verifier.verify(issuer.accessToken())).rejects.toThrow(/keys/);
    issuer.keyAnswer = () => issuer.publish(issuer.key);
    expect(await verifier.verify(issuer.accessToken())).toMatchObject({ userId: 'ada' });
  });

  test('are no verdict on a token where nobody answers', async () => {
    const gone = await Issuer.start();
    const { newJwksUrl } = gone;
    await gone.stop();
    await expect(verifierAt(newJwksUrl).verify(issuer.accessToken())).rejects.toThrow();
  });

  test('are not asked for because of what is no token', async () => {
    for (const token of ['', 'a.b.c', 'e30.e30.AA']) await verifier.verify(token);
    expect(issuer.keyRequests).toBe(0);
  });
});
