import type { JWTPayload } from 'jose';
import * as v from 'valibot';
import { CognitoError } from '../cognito-error';

const ClaimValues = v.record(v.string(), v.unknown());
const IdTokenChanges = v.object({ claimsToAddOrOverride: v.nullish(ClaimValues), claimsToSuppress: v.nullish(v.array(v.string())) });
const AccessTokenChanges = v.object({
  ...IdTokenChanges.entries,
  scopesToAdd: v.nullish(v.array(v.string())),
  scopesToSuppress: v.nullish(v.array(v.string())),
});
const Groups = v.object({
  groupsToOverride: v.nullish(v.array(v.string())),
  iamRolesToOverride: v.nullish(v.array(v.string())),
  preferredRole: v.nullish(v.string()),
});
const VersionOne = v.object({
  claimsOverrideDetails: v.nullish(v.object({ ...IdTokenChanges.entries, groupOverrideDetails: v.nullish(Groups) })),
});
const VersionTwo = v.object({
  claimsAndScopeOverrideDetails: v.nullish(v.object({
    idTokenGeneration: v.nullish(IdTokenChanges),
    accessTokenGeneration: v.nullish(AccessTokenChanges),
    groupOverrideDetails: v.nullish(Groups),
  })),
});

/** No trigger changes these. @see https://docs.aws.amazon.com/cognito/latest/developerguide/user-pool-lambda-pre-token-generation.html */
const RESERVED = new Set([
  'acr', 'amr', 'at_hash', 'aud', 'auth_time', 'azp', 'client_id', 'cognito:username', 'device_key', 'event_id', 'exp', 'iat', 'identities', 'iss',
  'jti', 'nbf', 'nonce', 'origin_jti', 'scope', 'sub', 'token_use', 'username', 'version',
]);

/** What a trigger for token generation wants changed in the tokens. */
export class TokenOverrides {
  static readonly NONE = new TokenOverrides({}, {}, undefined);

  /** @throws CognitoError where the response is not of the form of its version */
  static read(version: '1' | '2' | '3', response: Record<string, unknown>): TokenOverrides {
    try {
      if (version === '1') {
        const details = v.parse(VersionOne, response).claimsOverrideDetails;
        return new TokenOverrides(details ?? {}, {}, details?.groupOverrideDetails ?? undefined);
      }
      const details = v.parse(VersionTwo, response).claimsAndScopeOverrideDetails ?? {};
      const { idTokenGeneration, accessTokenGeneration, groupOverrideDetails } = details;
      return new TokenOverrides(idTokenGeneration ?? {}, accessTokenGeneration ?? {}, groupOverrideDetails ?? undefined);
    } catch {
      throw new CognitoError('InvalidLambdaResponseException', `PreTokenGeneration did not return a response of version ${version}.`);
    }
  }

  private constructor(
    private readonly id: v.InferOutput<typeof IdTokenChanges>,
    private readonly access: v.InferOutput<typeof AccessTokenChanges>,
    private readonly groups: v.InferOutput<typeof Groups> | undefined,
  ) {}

  inIdToken(claims: JWTPayload): JWTPayload {
    const groups = {
      ...this.groupClaims(),
      ...(this.groups?.iamRolesToOverride?.length && { 'cognito:roles': this.groups.iamRolesToOverride }),
      ...(this.groups?.preferredRole && { 'cognito:preferred_role': this.groups.preferredRole }),
    };
    return change({ ...claims, ...groups }, this.id);
  }

  inAccessToken(claims: JWTPayload): JWTPayload {
    const { aud } = this.access.claimsToAddOrOverride ?? {};
    const audience = aud === claims.client_id && typeof aud === 'string' ? { aud } : {}; // the one value that Cognito lets it have
    return change({ ...claims, ...this.groupClaims(), ...audience }, this.access);
  }

  inScopes(scopes: readonly string[]): string[] {
    const suppressed = new Set(this.access.scopesToSuppress ?? []);
    const all = new Set([...scopes, ...(this.access.scopesToAdd ?? []).filter((scope) => /^[\x21\x23-\x5b\x5d-\x7e]+$/.test(scope))]);
    return [...all].filter((scope) => !suppressed.has(scope));
  }

  private groupClaims(): JWTPayload {
    return this.groups?.groupsToOverride?.length ? { 'cognito:groups': this.groups.groupsToOverride } : {};
  }
}

/** What is both suppressed and overridden is suppressed. */
function change(claims: JWTPayload, changes: v.InferOutput<typeof IdTokenChanges>): JWTPayload {
  const added = Object.entries(changes.claimsToAddOrOverride ?? {}).filter(([name]) => !RESERVED.has(name));
  const suppressed = new Set((changes.claimsToSuppress ?? []).filter((name) => !RESERVED.has(name)));
  return Object.fromEntries([...Object.entries(claims), ...added].filter(([name]) => !suppressed.has(name)));
}
