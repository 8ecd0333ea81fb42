import type { PreTokenGenerationV2TriggerEvent } from 'aws-lambda';
import { handler } from '../../src/handlers/access-token-name.lambda';

function triggered(userAttributes: Record<string, string>): PreTokenGenerationV2TriggerEvent {
  return {
    version: '2',
    triggerSource: 'TokenGeneration_HostedAuth',
    region: 'eu-central-1',
    userPoolId: 'eu-central-1_example',
    userName: '01234567-89ab-cdef-0123-456789abcdef',
    callerContext: { awsSdkVersion: 'aws-sdk-unknown-unknown', clientId: '1example23456789' },
    request: { userAttributes, groupConfiguration: {}, scopes: ['openid'] },
    response: {},
  } as unknown as PreTokenGenerationV2TriggerEvent;
}

describe('an access token', () => {
  test('gets the person\'s name, and nothing else of them', async () => {
    const event = triggered({ sub: 'ada', email: 'ada@example.com', name: 'Ada 漢😀' });
    expect((await handler(event)).response).toEqual({
      claimsAndScopeOverrideDetails: { accessTokenGeneration: { claimsToAddOrOverride: { name: 'Ada 漢😀' } } },
    });
  });

  test.each<Record<string, string>>([{}, { name: '' }, { email: 'ada@example.com' }])('gets nothing where there is no name: %j', async (attributes) => {
    const event = triggered(attributes);
    expect(await handler(event)).toBe(event);
    expect(event.response).toEqual({});
  });
});
