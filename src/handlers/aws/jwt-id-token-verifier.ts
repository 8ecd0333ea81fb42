import { createHash, timingSafeEqual } from 'node:crypto';
import { JwtVerifier } from 'aws-jwt-verify';
import { JwtBaseError } from 'aws-jwt-verify/error';
import type { IdTokenVerifier } from '../sign-in/id-token';
import { issuerKeys } from './issuer-keys';

/** ID tokens for one client of one issuer. */
export class JwtIdTokenVerifier implements IdTokenVerifier {
  private readonly verifier;

  constructor({ issuer, jwksUrl, clientId }: { issuer: string; jwksUrl: string; clientId: string }) {
    this.verifier = JwtVerifier.create({ issuer, jwksUri: jwksUrl, audience: clientId }, { jwksCache: issuerKeys });
  }

  async verify(idToken: string, { nonce, accessToken }: { nonce: string; accessToken: string }): Promise<boolean> {
    try {
      const claims = await this.verifier.verify(idToken);
      return claims.token_use === 'id' && same(claims.nonce, nonce) && same(claims.at_hash, hashOf(accessToken));
    } catch (error) {
      if (error instanceof JwtBaseError) return false;
      throw error; // the keys could not be read: no verdict on the token
    }
  }
}

/** `at_hash` of an RS256 token: the left half of its SHA-256. @see https://openid.net/specs/openid-connect-core-1_0.html#CodeIDToken */
function hashOf(accessToken: string): string {
  return createHash('sha256').update(accessToken).digest().subarray(0, 16).toString('base64url');
}

function same(actual: unknown, expected: string): boolean {
  const [a, b] = [Buffer.from(String(actual)), Buffer.from(expected)];
  return a.length === b.length && timingSafeEqual(a, b);
}
