import * as oidc from 'openid-client';
import { clientSecret, errand, openidClient, publicOpenidClient, signIn } from './client';
import { closeRooms, DAY, MINUTE, type Room, SECOND, startRoom } from './room';
import { CALLBACK_URL, CLIENT_ID, PUBLIC_CLIENT_ID, TRIGGER_ARN } from './template';

afterEach(closeRooms);

/** The `error` of a refusal by the token endpoint. */
async function refused(call: Promise<unknown>): Promise<string> {
  const error: unknown = await call.then(() => undefined, (reason: unknown) => reason);
  expect(error).toBeInstanceOf(oidc.ResponseBodyError);
  return (error as oidc.ResponseBodyError).error;
}

describe('the OpenID client', () => {
  test.each([['client_secret_basic', oidc.ClientSecretBasic], ['client_secret_post', oidc.ClientSecretPost]])('signs somebody in, authenticated by %s', async (_, authentication) => {
    const room = await startRoom();
    const configuration = await openidClient(room, authentication);
    const tokens = await signIn(room, configuration);
    expect(tokens.claims()).toMatchObject({ email: 'ada@example.com', name: 'Ada', email_verified: true, aud: CLIENT_ID });
    expect(tokens).toMatchObject({ token_type: 'bearer', expires_in: 3_600, refresh_token: expect.any(String) });
  });

  test('learns who somebody is from userInfo', async () => {
    const room = await startRoom();
    const configuration = await openidClient(room);
    const tokens = await signIn(room, configuration);
    const { sub } = tokens.claims()!;
    expect(await oidc.fetchUserInfo(configuration, tokens.access_token, sub)).toEqual({
      sub, username: sub, email: 'ada@example.com', email_verified: 'true', name: 'Ada',
    });
  });

  test('signs somebody in without a secret, where the client has none', async () => {
    const room = await startRoom();
    expect((await signIn(room, await publicOpenidClient(room))).claims()!.aud).toBe(PUBLIC_CLIENT_ID);
  });

  test('gets no ID token where it did not ask for openid', async () => {
    const room = await startRoom({ client: { AllowedOAuthScopes: ['openid', 'chat/send'] } });
    const configuration = await openidClient(room);
    const { url, checks } = await errand(configuration, { scope: 'chat/send' });
    const callback = new URL(await room.server.authorize(url, 'ada@example.com'));
    const tokens = await oidc.authorizationCodeGrant(configuration, callback, { ...checks, expectedNonce: undefined });
    expect(tokens.id_token).toBeUndefined();
    expect(tokens.scope ?? 'chat/send').toBe('chat/send');
  });
});

describe('an authorization code', () => {
  let room: Room;
  let configuration: oidc.Configuration;
  let callback: URL;
  let checks: Awaited<ReturnType<typeof errand>>['checks'];

  beforeEach(async () => {
    room = await startRoom();
    configuration = await openidClient(room);
    const sent = await errand(configuration);
    checks = sent.checks;
    callback = new URL(await room.server.authorize(sent.url, 'ada@example.com'));
  });

  const redeem = async (parameters: Record<string, string> = {}, verifier: string | undefined = checks.pkceCodeVerifier) => (
    oidc.genericGrantRequest(configuration, 'authorization_code', {
      code: callback.searchParams.get('code')!, redirect_uri: CALLBACK_URL, ...(verifier && { code_verifier: verifier }), ...parameters,
    })
  );

  test('is good once', async () => {
    await redeem();
    expect(await refused(redeem())).toBe('invalid_grant');
  });

  test('is good once of many at a time', async () => {
    const results = await Promise.allSettled(Array.from({ length: 20 }, async () => redeem()));
    expect(results.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
  });

  test('is good for five minutes', async () => {
    room.advance(5 * MINUTE);
    expect(await refused(redeem())).toBe('invalid_grant');
  });

  test('is good just before five minutes are over', async () => {
    room.advance(5 * MINUTE - 10 * SECOND);
    await redeem();
  });

  test('needs the verifier of its challenge, and is gone after a wrong one', async () => {
    expect(await refused(redeem({}, oidc.randomPKCECodeVerifier()))).toBe('invalid_grant');
    expect(await refused(redeem())).toBe('invalid_grant');
  });

  test('needs a verifier where it had a challenge', async () => {
    expect(await refused(redeem({}, ''))).toBe('invalid_grant');
  });

  test('takes no verifier where it had no challenge', async () => {
    const withoutChallenge = new URL(await room.server.authorize(room.authorizeUrl(), 'ada@example.com'));
    expect(await refused(redeem({ code: withoutChallenge.searchParams.get('code')! }))).toBe('invalid_grant');
  });

  test('needs the redirect_uri that it was asked for with', async () => {
    expect(await refused(redeem({ redirect_uri: `${CALLBACK_URL}/` }))).toBe('invalid_grant');
  });

  test('is not another client\'s', async () => {
    const call = oidc.authorizationCodeGrant(await publicOpenidClient(room), callback, { ...checks, expectedState: checks.expectedState! });
    expect(await refused(call)).toBe('invalid_grant');
  });
});

describe('a refresh token', () => {
  test('brings a new one, and tokens of the same sign-in', async () => {
    const room = await startRoom();
    const configuration = await openidClient(room);
    const first = await signIn(room, configuration);
    const second = await oidc.refreshTokenGrant(configuration, first.refresh_token!);
    expect(second.refresh_token).not.toBe(first.refresh_token);
    const [before, after] = [first.claims()!, second.claims()!];
    for (const name of ['origin_jti', 'sub', 'auth_time']) expect(after[name]).toBe(before[name]);
    expect(after.jti).not.toBe(before.jti);
    expect(after.nonce).toBeUndefined();
  });

  test('is good again within the grace, for two tabs that refresh at once', async () => {
    const room = await startRoom();
    const configuration = await openidClient(room);
    const { refresh_token: token } = await signIn(room, configuration);
    const [one, two] = await Promise.all([oidc.refreshTokenGrant(configuration, token!), oidc.refreshTokenGrant(configuration, token!)]);
    expect(one.refresh_token).not.toBe(two.refresh_token);
    room.advance(29 * SECOND);
    await oidc.refreshTokenGrant(configuration, token!);
    await oidc.refreshTokenGrant(configuration, one.refresh_token!);
    await oidc.refreshTokenGrant(configuration, two.refresh_token!);
  });

  test('is not good after the grace, however often it was used in it, while its successor is', async () => {
    const room = await startRoom();
    const configuration = await openidClient(room);
    const { refresh_token: token } = await signIn(room, configuration);
    const { refresh_token: successor } = await oidc.refreshTokenGrant(configuration, token!);
    room.advance(20 * SECOND);
    await oidc.refreshTokenGrant(configuration, token!);
    room.advance(10 * SECOND);
    expect(await refused(oidc.refreshTokenGrant(configuration, token!))).toBe('invalid_grant');
    await oidc.refreshTokenGrant(configuration, successor!);
  });

  test('is good for one of many at a time, where there is no grace', async () => {
    const waiting: (() => void)[] = [];
    const room = await startRoom({
      client: { RefreshTokenRotation: { Feature: 'ENABLED', RetryGracePeriodSeconds: 0 } },
      pool: { LambdaConfig: { PreTokenGeneration: TRIGGER_ARN } },
      invokeTrigger: async (_, event) => {
        if ((event as { triggerSource: string }).triggerSource === 'TokenGeneration_RefreshTokens') {
          await new Promise<void>((resolve) => waiting.push(resolve));
        }
        return event;
      },
    });
    const configuration = await openidClient(room);
    const { refresh_token: token } = await signIn(room, configuration);
    const refreshes = Array.from({ length: 10 }, async () => oidc.refreshTokenGrant(configuration, token!));
    while (waiting.length < 10) await new Promise(setImmediate);
    for (const goOn of waiting) goOn();
    const results = await Promise.allSettled(refreshes);
    expect(results.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
  });

  test('ends when the first of its sign-in would have ended', async () => {
    const room = await startRoom();
    const configuration = await openidClient(room);
    const { refresh_token: first } = await signIn(room, configuration);
    const secret = await clientSecret(room);
    room.advance(29 * DAY);
    const response = await fetch(`${room.server.origin}/oauth2/token`, {
      method: 'POST',
      headers: { authorization: `Basic ${Buffer.from(`${CLIENT_ID}:${secret}`).toString('base64')}` },
      body: new URLSearchParams({ grant_type: 'refresh_token', refresh_token: first! }),
    });
    const { refresh_token: successor } = await response.json() as { refresh_token: string };
    room.advance(DAY);
    expect(await refused(oidc.refreshTokenGrant(configuration, successor))).toBe('invalid_grant');
  });

  test('stays as it is where the client does not rotate them', async () => {
    const room = await startRoom({ client: { RefreshTokenRotation: undefined } });
    const configuration = await openidClient(room);
    const { refresh_token: token } = await signIn(room, configuration);
    expect(await oidc.refreshTokenGrant(configuration, token!)).not.toHaveProperty('refresh_token');
    await oidc.refreshTokenGrant(configuration, token!);
  });

  test('is as long as Cognito\'s, so that a cookie which holds it here holds it there', async () => {
    const room = await startRoom();
    const { refresh_token: token } = await signIn(room, await openidClient(room));
    expect(token!.length).toBeGreaterThan(1_700);
    expect(token!.split('.')).toHaveLength(5);
  });
});

describe('revocation', () => {
  test('ends the sign-in: refresh tokens before and after, and userInfo', async () => {
    const room = await startRoom();
    const configuration = await openidClient(room);
    const first = await signIn(room, configuration);
    const second = await oidc.refreshTokenGrant(configuration, first.refresh_token!);
    await oidc.tokenRevocation(configuration, first.refresh_token!);
    expect(await refused(oidc.refreshTokenGrant(configuration, first.refresh_token!))).toBe('invalid_grant');
    expect(await refused(oidc.refreshTokenGrant(configuration, second.refresh_token!))).toBe('invalid_grant');
    const asked = oidc.fetchUserInfo(configuration, second.access_token, first.claims()!.sub);
    await expect(asked).rejects.toThrow(oidc.WWWAuthenticateChallengeError);
  });

  test('leaves other sign-ins of the same person alone', async () => {
    const room = await startRoom();
    const configuration = await openidClient(room);
    const [one, other] = [await signIn(room, configuration), await signIn(room, configuration)];
    await oidc.tokenRevocation(configuration, one.refresh_token!);
    await oidc.refreshTokenGrant(configuration, other.refresh_token!);
    await oidc.fetchUserInfo(configuration, other.access_token, other.claims()!.sub);
  });

  test('takes a token that is none', async () => {
    const room = await startRoom();
    await oidc.tokenRevocation(await openidClient(room), 'nothing');
  });

  test('does not take an access token', async () => {
    const room = await startRoom();
    const configuration = await openidClient(room);
    const { access_token: token } = await signIn(room, configuration);
    expect(await refused(oidc.tokenRevocation(configuration, token))).toBe('unsupported_token_type');
  });

  test('is refused where the client does not allow it', async () => {
    const room = await startRoom({ client: { EnableTokenRevocation: false } });
    const configuration = await openidClient(room);
    const { refresh_token: token } = await signIn(room, configuration);
    expect(await refused(oidc.tokenRevocation(configuration, token!))).toBe('invalid_request');
  });
});
