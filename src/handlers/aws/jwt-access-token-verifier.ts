import { JwtVerifier } from 'aws-jwt-verify';
import {
  CognitoJwtInvalidClientIdError, CognitoJwtInvalidTokenUseError, JwtBaseError, JwtInvalidSignatureAlgorithmError,
} from 'aws-jwt-verify/error';
import { decomposeUnverifiedJwt } from 'aws-jwt-verify/jwt';
import type { JwtPayload } from 'aws-jwt-verify/jwt-model';
import type { AccessToken, AccessTokenVerifier } from '../chat/access-token';
import { displayName } from '../chat/display-name';
import { issuerKeys } from './issuer-keys';

/** Access tokens of one client of one issuer. */
export class JwtAccessTokenVerifier implements AccessTokenVerifier {
  private readonly verifier;

  constructor({ issuer, jwksUrl, clientId }: { issuer: string; jwksUrl: string; clientId: string }) {
    this.verifier = JwtVerifier.create({
      issuer,
      jwksUri: jwksUrl,
      audience: null, // access tokens have none: `client_id` says whom they are for
      customJwtCheck: ({ header, payload }) => {
        const { token_use: use, client_id: client } = payload;
        if (header.alg !== 'RS256') throw new JwtInvalidSignatureAlgorithmError('signed otherwise', header.alg, 'RS256');
        if (use !== 'access') throw new CognitoJwtInvalidTokenUseError('no access token', use, 'access');
        if (client !== clientId) throw new CognitoJwtInvalidClientIdError("another client's token", client, clientId);
      },
    }, { jwksCache: issuerKeys });
  }

  async verify(token: string): Promise<AccessToken | undefined> {
    try {
      return toAccessToken(await this.verifier.verify(token));
    } catch (error) {
      if (error instanceof JwtBaseError) return undefined;
      throw error; // the keys could not be read: no verdict on the token
    }
  }
}

/**
 * What a token says that came straight from the token endpoint, over TLS: its signature says nothing that this does not.
 *
 * @throws where it is no access token
 */
export function readAccessToken(token: string): AccessToken {
  const read = toAccessToken(decomposeUnverifiedJwt(token).payload);
  if (!read) throw new Error('the token endpoint gave no access token');
  return read;
}

function toAccessToken({ sub, name, origin_jti: originJti, exp }: JwtPayload): AccessToken | undefined {
  if (!sub || !exp) return undefined;
  return { userId: sub, name: displayName(name, sub), originJti: String(originJti ?? ''), expiresAt: exp * 1_000 };
}
