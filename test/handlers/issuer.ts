import { createHash, generateKeyPairSync, type JsonWebKey, type KeyObject, sign } from 'node:crypto';
import { type LoopbackServer, serve } from './loopback-server';

export const CLIENT_ID = '1example23456789';

/** A key of an issuer, or of somebody who would like to be one. */
export class SigningKey {
  readonly privateKey: KeyObject;
  readonly publicKey: KeyObject;

  constructor(readonly kid: string, readonly type: 'rsa' | 'ec' = 'rsa') {
    const pair = type === 'rsa' ? generateKeyPairSync('rsa', { modulusLength: 2_048 }) : generateKeyPairSync('ec', { namedCurve: 'P-256' });
    this.privateKey = pair.privateKey;
    this.publicKey = pair.publicKey;
  }

  get jwk(): JsonWebKey {
    return { ...this.publicKey.export({ format: 'jwk' }), kid: this.kid, use: 'sig', ...(this.type === 'rsa' && { alg: 'RS256' }) };
  }

  /** A token with this header and these claims, whatever they are, signed with this key. */
  token(claims: object, header: object = {}): string {
    return this.signed({ alg: this.type === 'rsa' ? 'RS256' : 'ES256', kid: this.kid, typ: 'JWT', ...header }, claims);
  }

  private signed(header: object, claims: object): string {
    const content = `${encoded(header)}.${encoded(claims)}`;
    const signature = sign('sha256', Buffer.from(content), { key: this.privateKey, dsaEncoding: 'ieee-p1363' });
    return `${content}.${signature.toString('base64url')}`;
  }
}

export function encoded(content: object): string {
  return Buffer.from(JSON.stringify(content)).toString('base64url');
}

/** `at_hash` of an access token. */
export function hashOf(accessToken: string): string {
  return createHash('sha256').update(accessToken).digest().subarray(0, 16).toString('base64url');
}

/** Who gives tokens, and publishes the keys to check them with. */
export class Issuer {
  static async start(): Promise<Issuer> {
    const issuer = new Issuer();
    issuer.loopback = await serve((_, response) => {
      issuer.keyRequests += 1;
      const { status, body } = issuer.keyAnswer();
      response.writeHead(status, { 'content-type': 'application/json' }).end(body);
    });
    return issuer;
  }

  readonly key = new SigningKey('key-1');
  readonly url = 'https://issuer.example.com/pool';
  /** How often its keys were asked for. */
  keyRequests = 0;
  private loopback!: LoopbackServer;
  private paths = 0;

  private constructor() {}

  /** What the issuer answers to who asks for its keys. */
  keyAnswer: () => { readonly status: number; readonly body: string } = () => this.publish(this.key);

  /** Where its keys are. Each time it is another address, so that nobody has them cached. */
  get newJwksUrl(): string {
    return `${this.loopback.url}/${(this.paths += 1)}/jwks.json`;
  }

  publish(...keys: SigningKey[]): { readonly status: number; readonly body: string } {
    return { status: 200, body: JSON.stringify({ keys: keys.map(({ jwk }) => jwk) }) };
  }

  accessClaims(claims: object = {}) {
    return {
      sub: 'ada',
      name: 'Ada',
      token_use: 'access',
      client_id: CLIENT_ID,
      iss: this.url,
      origin_jti: 'sign-in-1',
      jti: 'token-1',
      scope: 'openid',
      iat: seconds(),
      exp: seconds() + 3_600,
      ...claims,
    };
  }

  accessToken(claims: object = {}): string {
    return this.key.token(this.accessClaims(claims));
  }

  idClaims(claims: object = {}) {
    return { sub: 'ada', name: 'Ada', email: 'ada@example.com', token_use: 'id', aud: CLIENT_ID, iss: this.url, iat: seconds(), exp: seconds() + 3_600, ...claims };
  }

  idToken(claims: object = {}): string {
    return this.key.token(this.idClaims(claims));
  }

  async stop(): Promise<void> {
    await this.loopback.stop();
  }
}

/** Now, in seconds since 1970. */
export function seconds(): number {
  return Math.floor(Date.now() / 1_000);
}
