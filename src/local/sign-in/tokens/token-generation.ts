import type { Triggers } from '../pool/triggers';
import type { User } from '../users/user';
import { TokenOverrides } from './token-overrides';

/** Why tokens are made, as in the trigger's source. */
export type TokenOccasion = 'HostedAuth' | 'RefreshTokens';

/** Asks the pool's trigger, if it has one, what to change in tokens that are about to be made. */
export class TokenGeneration {
  constructor(private readonly triggers: Triggers) {}

  /** @throws CognitoError where the trigger refuses */
  async overrides(occasion: TokenOccasion, user: User, clientId: string, scopes: readonly string[]): Promise<TokenOverrides> {
    const version = this.triggers.tokenGenerationVersion;
    if (version === undefined) return TokenOverrides.NONE;
    const response = await this.triggers.run('PreTokenGeneration', {
      source: `TokenGeneration_${occasion}`,
      user,
      clientId,
      request: {
        groupConfiguration: { groupsToOverride: [], iamRolesToOverride: [], preferredRole: null },
        ...(version !== '1' && { scopes }),
      },
      response: version === '1' ? { claimsOverrideDetails: null } : { claimsAndScopeOverrideDetails: null },
    });
    return TokenOverrides.read(version, response);
  }
}
