import * as oidc from 'openid-client';
import { Triggers } from '../../../src/local/sign-in/pool/triggers';
import { UserPool } from '../../../src/local/sign-in/pool/user-pool';
import { openidClient, signIn } from './client';
import { closeRooms, startRoom } from './room';
import { CLIENT_ID, POOL_ID, TRIGGER_ARN, userPool } from './template';

afterEach(closeRooms);

interface TriggerEvent {
  version: string;
  triggerSource: string;
  request: Record<string, unknown>;
  response: Record<string, unknown>;
}

const V2 = { LambdaConfig: { PreTokenGenerationConfig: { LambdaArn: TRIGGER_ARN, LambdaVersion: 'V2_0' } } };
const V1 = { LambdaConfig: { PreTokenGeneration: TRIGGER_ARN } };

function claimsOf(token: string | undefined): Record<string, unknown> {
  return JSON.parse(Buffer.from(token!.split('.')[1], 'base64url').toString()) as Record<string, unknown>;
}

/** A room whose trigger answers so. */
async function roomWith(response: Record<string, unknown>, pool: Record<string, unknown> = V2) {
  const events: TriggerEvent[] = [];
  const room = await startRoom({
    pool,
    invokeTrigger: async (functionArn, event) => {
      expect(functionArn).toBe(TRIGGER_ARN);
      events.push(structuredClone(event) as TriggerEvent);
      return { ...event as TriggerEvent, response };
    },
  });
  return { room, events };
}

describe('the trigger for token generation, version 2', () => {
  test('is given the event that Cognito gives, at sign-in and at each refresh', async () => {
    const { room, events } = await roomWith({ claimsAndScopeOverrideDetails: null });
    const configuration = await openidClient(room);
    const tokens = await signIn(room, configuration);
    const { sub } = tokens.claims()!;
    expect(events).toEqual([{
      version: '2',
      triggerSource: 'TokenGeneration_HostedAuth',
      region: 'us-east-1',
      userPoolId: POOL_ID,
      userName: sub,
      callerContext: { awsSdkVersion: expect.any(String), clientId: CLIENT_ID },
      request: {
        userAttributes: { 'sub': sub, 'email_verified': 'true', 'cognito:user_status': 'CONFIRMED', 'name': 'Ada', 'email': 'ada@example.com' },
        groupConfiguration: { groupsToOverride: [], iamRolesToOverride: [], preferredRole: null },
        scopes: ['openid', 'email', 'profile'],
      },
      response: { claimsAndScopeOverrideDetails: null },
    }]);
    await oidc.refreshTokenGrant(configuration, tokens.refresh_token!);
    expect(events.map(({ triggerSource }) => triggerSource)).toEqual(['TokenGeneration_HostedAuth', 'TokenGeneration_RefreshTokens']);
  });

  test('adds, overrides and suppresses claims and scopes of each token', async () => {
    const { room } = await roomWith({
      claimsAndScopeOverrideDetails: {
        idTokenGeneration: { claimsToAddOrOverride: { name: 'Ada L.', team: ['a', 'b'] }, claimsToSuppress: ['email', 'team'] },
        accessTokenGeneration: {
          claimsToAddOrOverride: { name: 'Ada', level: 3, nested: { a: true } }, claimsToSuppress: ['nothing'], scopesToAdd: ['chat/send', 'not a scope'], scopesToSuppress: ['email'],
        },
        groupOverrideDetails: { groupsToOverride: ['moderators'], iamRolesToOverride: ['arn:role'], preferredRole: 'arn:role' },
      },
    });
    const tokens = await signIn(room, await openidClient(room));
    const [access, id] = [claimsOf(tokens.access_token), claimsOf(tokens.id_token)];
    expect(access).toMatchObject({ 'name': 'Ada', 'level': 3, 'nested': { a: true }, 'scope': 'openid profile chat/send', 'cognito:groups': ['moderators'] });
    expect(access).not.toHaveProperty('cognito:roles');
    expect(id).toMatchObject({ 'name': 'Ada L.', 'cognito:groups': ['moderators'], 'cognito:roles': ['arn:role'], 'cognito:preferred_role': 'arn:role' });
    expect(id).not.toHaveProperty('email');
    expect(id).not.toHaveProperty('team');
  });

  test('cannot change or suppress what a token stands on', async () => {
    const reserved = {
      'acr': 'x',
      'amr': 'x',
      'at_hash': 'x',
      'auth_time': 0,
      'azp': 'x',
      'client_id': 'x',
      'device_key': 'x',
      'event_id': 'x',
      'exp': 0,
      'iat': 0,
      'identities': 'x',
      'iss': 'x',
      'jti': 'x',
      'nbf': 0,
      'nonce': 'x',
      'origin_jti': 'x',
      'scope': 'x',
      'sub': 'x',
      'token_use': 'x',
      'username': 'x',
      'version': 9,
      'aud': 'x',
      'cognito:username': 'x',
    };
    const changes = { claimsToAddOrOverride: reserved, claimsToSuppress: Object.keys(reserved) };
    const plain = await signInWith({ claimsAndScopeOverrideDetails: null });
    const changed = await signInWith({ claimsAndScopeOverrideDetails: { idTokenGeneration: changes, accessTokenGeneration: changes } });
    expect(Object.keys(changed.access).sort()).toEqual(Object.keys(plain.access).sort());
    expect(Object.keys(changed.id).sort()).toEqual(Object.keys(plain.id).sort());
    for (const claims of [changed.access, changed.id]) {
      for (const [name, value] of Object.entries(reserved)) expect(claims[name]).not.toBe(value);
    }
  });

  test.each([[CLIENT_ID, CLIENT_ID], ['somebody else', undefined]])('may give an access token the audience %s: %s', async (aud, expected) => {
    const { access } = await signInWith({ claimsAndScopeOverrideDetails: { accessTokenGeneration: { claimsToAddOrOverride: { aud } } } });
    expect(access.aud).toBe(expected);
  });

  async function signInWith(response: Record<string, unknown>) {
    const { room } = await roomWith(response);
    const tokens = await signIn(room, await openidClient(room));
    return { access: claimsOf(tokens.access_token), id: claimsOf(tokens.id_token) };
  }

  test('changes issued tokens as well', async () => {
    const { room } = await roomWith({ claimsAndScopeOverrideDetails: { accessTokenGeneration: { claimsToAddOrOverride: { name: 'Ada' } } } });
    const { accessToken } = await room.server.issueTokens({ email: 'ada@example.com' });
    expect(claimsOf(accessToken).name).toBe('Ada');
  });

  test.each([
    ['an error', new Error('not today')],
    ['what Lambda makes of an error', { errorType: 'Error', errorMessage: 'not today' }],
  ])('that throws %s keeps somebody out, and the client learns why at its callback', async (_, thrown) => {
    const room = await startRoom({ pool: V2, invokeTrigger: async () => { throw thrown; } });
    const callback = new URL(await room.server.authorize(room.authorizeUrl(), 'ada@example.com'));
    expect(Object.fromEntries(callback.searchParams)).toEqual({
      error: 'invalid_request', error_description: 'PreTokenGeneration failed with error not today.', state: 'a state',
    });
    await expect(room.server.issueTokens({ email: 'ada@example.com' })).rejects.toMatchObject({ code: 'UserLambdaValidationException' });
  });

  test('that throws at a refresh refuses it, and leaves the refresh token good', async () => {
    let isBroken = false;
    const room = await startRoom({
      pool: V2,
      client: { RefreshTokenRotation: { Feature: 'ENABLED', RetryGracePeriodSeconds: 0 } },
      invokeTrigger: async (_, event) => {
        if (isBroken) throw new Error('not now');
        return event;
      },
    });
    const configuration = await openidClient(room);
    const { refresh_token: token } = await signIn(room, configuration);
    isBroken = true;
    await expect(oidc.refreshTokenGrant(configuration, token!)).rejects.toMatchObject({
      error: 'invalid_request', error_description: 'PreTokenGeneration failed with error not now.',
    });
    isBroken = false;
    await oidc.refreshTokenGrant(configuration, token!);
  });

  test.each([
    undefined, null, 'event', [], {}, { response: null }, { response: { claimsAndScopeOverrideDetails: 'x' } },
    { response: { claimsAndScopeOverrideDetails: { accessTokenGeneration: { scopesToAdd: 'chat/send' } } } },
    { response: { claimsAndScopeOverrideDetails: { idTokenGeneration: { claimsToSuppress: [1] } } } },
  ])('that answers %j is refused', async (answer) => {
    const room = await startRoom({ pool: V2, invokeTrigger: async () => answer });
    await expect(room.server.issueTokens({ email: 'ada@example.com' })).rejects.toMatchObject({ code: 'InvalidLambdaResponseException' });
  });
});

describe('the trigger for token generation, version 1', () => {
  test('is given the event that Cognito gives, and changes ID tokens alone', async () => {
    const { room, events } = await roomWith({
      claimsOverrideDetails: { claimsToAddOrOverride: { team: 'a' }, claimsToSuppress: ['email'], groupOverrideDetails: { groupsToOverride: ['moderators'] } },
    }, V1);
    const tokens = await signIn(room, await openidClient(room));
    expect(events[0]).toMatchObject({ version: '1', response: { claimsOverrideDetails: null } });
    expect(events[0].request).not.toHaveProperty('scopes');
    expect(claimsOf(tokens.id_token)).toMatchObject({ 'team': 'a', 'cognito:groups': ['moderators'] });
    expect(claimsOf(tokens.id_token)).not.toHaveProperty('email');
    expect(claimsOf(tokens.access_token)).not.toHaveProperty('team');
  });
});

test('a trigger that does not answer is called three times, then given up', async () => {
  let calls = 0;
  const never = async () => {
    calls += 1;
    return new Promise(() => {});
  };
  const triggers = new Triggers(new UserPool(userPool(V2)), never, 5);
  const user = { id: 'u', email: 'ada@example.com', isEmailVerified: true, status: 'CONFIRMED', attributes: {}, createdAt: '' } as const;
  const run = triggers.run('PreTokenGeneration', { source: 'TokenGeneration_HostedAuth', user, clientId: CLIENT_ID, request: {}, response: {} });
  await expect(run).rejects.toMatchObject({ code: 'UnexpectedLambdaException' });
  expect(calls).toBe(3);
});
