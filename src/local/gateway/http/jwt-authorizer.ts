import { verify } from 'node:crypto';
import type { KeyOf } from './json-web-keys';

export interface JwtAuthorizerDefinition {
  readonly issuer: string;
  /** Allowed values of `aud`, or, where a token has none, of `client_id`. */
  readonly audience: readonly string[];
  /** As `$request.header.Authorization`. */
  readonly identitySource: string;
  /** One of these must be among the token's; none means that no scope is needed. */
  readonly scopes: readonly string[];
}

export type JwtClaims = Readonly<Record<string, unknown>>;

/** How a request fares. */
export type JwtVerdict =
  | { readonly claims: JwtClaims; readonly scopes: readonly string[] | undefined }
  | { readonly status: 401 | 403; readonly challenge: string };

/**
 * What API Gateway's JWT authorizer makes of a request.
 *
 * @param token of the identity source, or `undefined`
 * @param now milliseconds since 1970
 * @see https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-jwt-authorizer.html
 */
export async function authorizeJwt(
  definition: JwtAuthorizerDefinition,
  token: string | undefined,
  keyOf: KeyOf,
  now: number,
): Promise<JwtVerdict> {
  if (token === undefined) return { status: 401, challenge: 'Bearer' };
  const claims = await verifiedClaims(token.replace(/^Bearer\s+/i, ''), definition, keyOf);
  const fault = typeof claims === 'string' ? claims : claimFault(claims, definition, now / 1000);
  if (fault !== undefined || typeof claims === 'string') return { status: 401, challenge: `Bearer error="invalid_token" error_description="${fault}"` };
  if (definition.scopes.length === 0) return { claims, scopes: undefined };
  const scopes = String(claims.scope ?? '').split(' ').filter((scope) => definition.scopes.includes(scope));
  if (scopes.length === 0) return { status: 403, challenge: `Bearer scope="${definition.scopes.join(' ')}" error="insufficient_scope"` };
  return { claims, scopes };
}

/** The claims of a token whose signature holds, or what is wrong with it. */
async function verifiedClaims(token: string, { issuer }: JwtAuthorizerDefinition, keyOf: KeyOf): Promise<JwtClaims | string> {
  const [header, payload, signature, ...rest] = token.split('.');
  const { alg, kid } = parsePart(header) ?? {};
  const claims = parsePart(payload);
  if (!claims || signature === undefined || rest.length > 0) return 'the token is not a JWT';
  if (alg !== 'RS256') return 'the algorithm is not RS256'; // no other: with an HMAC the public key would be the secret
  if (claims.iss !== issuer) return 'invalid issuer';
  const key = await keyOf(issuer, String(kid)).catch(() => undefined);
  if (!key || !verify('RSA-SHA256', Buffer.from(`${header}.${payload}`), key, Buffer.from(signature, 'base64url'))) return 'signature verification failed';
  return claims;
}

function claimFault(claims: JwtClaims, { audience }: JwtAuthorizerDefinition, seconds: number): string | undefined {
  const audiences = [claims.aud ?? claims.client_id].flat().map(String);
  if (!audiences.some((each) => audience.includes(each))) return 'the token does not have a valid audience';
  if (typeof claims.exp !== 'number' || claims.exp <= seconds) return 'the token has expired';
  if (typeof claims.nbf === 'number' && claims.nbf > seconds) return 'the token is not valid yet';
  if (typeof claims.iat === 'number' && claims.iat > seconds + 1) return 'the token was issued in the future';
  return undefined;
}

function parsePart(part: string | undefined): Record<string, unknown> | undefined {
  try {
    const value: unknown = JSON.parse(Buffer.from(part ?? '', 'base64url').toString());
    return typeof value === 'object' && value !== null ? value as Record<string, unknown> : undefined;
  } catch {
    return undefined;
  }
}
