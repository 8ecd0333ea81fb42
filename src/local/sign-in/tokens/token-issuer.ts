import { createHash, randomUUID } from 'node:crypto';
import type { User } from '../users/user';
import { attributeClaims } from './attribute-claims';
import type { SignInRecord } from './sign-in-record';
import type { SigningKeys } from './signing-keys';
import type { TokenOverrides } from './token-overrides';

/** What tokens are made of. */
export interface TokenGrant {
  readonly signIn: SignInRecord;
  readonly user: User;
  readonly validity: { readonly access: number; readonly id: number };
  readonly nonce?: string | undefined;
  /** Whether tokens name the sign-in they come from, so that it can be revoked. */
  readonly isRevocable: boolean;
}

export interface IssuedTokens {
  readonly accessToken: string;
  readonly idToken: string;
  /** Seconds since 1970. */
  readonly expiresAt: number;
  readonly expiresIn: number;
}

/** Makes access and ID tokens as Cognito writes them. */
export class TokenIssuer {
  constructor(
    /** The `iss` of the tokens. */
    readonly issuer: string,
    private readonly keys: SigningKeys,
    private readonly now: () => number,
  ) {}

  async issue(grant: TokenGrant, overrides: TokenOverrides): Promise<IssuedTokens> {
    const { signIn, user, validity } = grant;
    const now = Math.floor(this.now() / 1_000);
    const issuedAt = Math.min(now, now + validity.access); // an expired token was issued before its end
    const common = {
      sub: user.id,
      iss: this.issuer,
      ...(grant.isRevocable && { origin_jti: signIn.originJti }),
      event_id: signIn.eventId,
      auth_time: Math.min(signIn.authTime, issuedAt),
      iat: issuedAt,
    };
    const scopes = overrides.inScopes(signIn.scopes);
    const accessToken = await this.keys.sign('access', overrides.inAccessToken({
      ...common,
      version: 2,
      client_id: signIn.clientId,
      token_use: 'access',
      scope: scopes.join(' '),
      exp: now + validity.access,
      ...(grant.isRevocable && { jti: randomUUID() }),
      username: user.id,
    }));
    const idToken = await this.keys.sign('id', overrides.inIdToken({
      ...attributeClaims(user, signIn.scopes),
      ...common,
      'at_hash': hashOf(accessToken),
      'cognito:username': user.id,
      'aud': signIn.clientId,
      'token_use': 'id',
      'exp': now + validity.id,
      ...(grant.isRevocable && { jti: randomUUID() }),
      ...(grant.nonce !== undefined && { nonce: grant.nonce }),
    }));
    return { accessToken, idToken, expiresAt: now + validity.access, expiresIn: validity.access };
  }
}

/** `at_hash`. @see https://openid.net/specs/openid-connect-core-1_0.html#CodeIDToken */
function hashOf(accessToken: string): string {
  return createHash('sha256').update(accessToken).digest().subarray(0, 16).toString('base64url');
}
