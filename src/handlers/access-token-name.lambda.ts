import type { PreTokenGenerationV2TriggerEvent } from 'aws-lambda';

/** Puts the person's name into their access token, so that a handshake brings it along. */
export async function handler(event: PreTokenGenerationV2TriggerEvent): Promise<PreTokenGenerationV2TriggerEvent> {
  const { name } = event.request.userAttributes;
  if (name) {
    event.response = { claimsAndScopeOverrideDetails: { accessTokenGeneration: { claimsToAddOrOverride: { name } } } };
  }
  return event;
}
