import { createHmac } from 'node:crypto';
import { JwtIdTokenVerifier } from '../../../src/handlers/aws/jwt-id-token-verifier';
import { CLIENT_ID, encoded, hashOf, Issuer, seconds, SigningKey } from '../issuer';

const NONCE = 'a-nonce-that-nobody-can-guess';
const ACCESS_TOKEN = 'header.claims.signature';

let issuer: Issuer;
let verifier: JwtIdTokenVerifier;

beforeAll(async () => {
  issuer = await Issuer.start();
});

beforeEach(() => {
  issuer.keyAnswer = () => issuer.publish(issuer.key);
  verifier = new JwtIdTokenVerifier({ issuer: issuer.url, jwksUrl: issuer.newJwksUrl, clientId: CLIENT_ID });
});

afterAll(async () => issuer.stop());

const claims = (other: object = {}) => issuer.idClaims({ nonce: NONCE, at_hash: hashOf(ACCESS_TOKEN), ...other });
const verify = async (token: string) => verifier.verify(token, { nonce: NONCE, accessToken: ACCESS_TOKEN });

describe('an ID token', () => {
  test('that answers our sign-in is ours', async () => {
    expect(await verify(issuer.key.token(claims()))).toBe(true);
    expect(await verify(issuer.key.token(claims({ aud: [CLIENT_ID] })))).toBe(true);
  });

  test.each<[string, object]>([
    ['another nonce', { nonce: 'another' }],
    ['no nonce', { nonce: undefined }],
    ['a list with our nonce', { nonce: [NONCE, 'another'] }],
    ['another access token', { at_hash: hashOf('another') }],
    ['no access token', { at_hash: undefined }],
    ['the whole hash of the access token', { at_hash: `${hashOf(ACCESS_TOKEN)}AAAA` }],
    ['another client', { aud: 'another' }],
    ['no client', { aud: undefined }],
    ['a client in another field', { aud: undefined, client_id: CLIENT_ID }],
    ['another issuer', { iss: 'https://issuer.example.org/pool' }],
    ['another use', { token_use: 'access' }],
    ['no use', { token_use: undefined }],
    ['an end a second ago', { exp: seconds() - 1 }],
    ['a beginning in a minute', { nbf: seconds() + 60 }],
  ])('with %s is not ours', async (_, other) => {
    expect(await verify(issuer.key.token(claims(other)))).toBe(false);
  });

  test('that is forged is not ours', async () => {
    const forger = new SigningKey(issuer.key.kid);
    const unsigned = `${encoded({ alg: 'none' })}.${encoded(claims())}.`;
    const content = `${encoded({ alg: 'HS256', kid: issuer.key.kid })}.${encoded(claims())}`;
    const mac = createHmac('sha256', issuer.key.publicKey.export({ format: 'pem', type: 'spki' })).update(content).digest('base64url');
    for (const token of [forger.token(claims()), forger.token(claims(), { kid: 'forged' }), unsigned, `${content}.${mac}`, '', 'a.b.c', 'garbage']) {
      expect(await verify(token)).toBe(false);
    }
  });

  test.each<[string, number, string]>([['an error', 500, ''], ['a page', 200, '<html></html>'], ['no keys', 200, '{}']])(
    'is not judged where the issuer answers with %s to who asks for its keys',
    async (_, status, body) => {
      issuer.keyAnswer = () => ({ status, body });
      await expect(verify(issuer.key.token(claims()))).rejects.toThrow(/keys/);
    },
  );
});
