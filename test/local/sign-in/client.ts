import { CognitoIdentityProviderClient, DescribeUserPoolClientCommand } from '@aws-sdk/client-cognito-identity-provider';
import * as oidc from 'openid-client';
import { CREDENTIALS, REGION } from '../../../src/local/aws-account';
import type { Room } from './room';
import { CALLBACK_URL, CLIENT_ID, POOL_ID, PUBLIC_CLIENT_ID } from './template';

/** The client's secret, as the token exchange learns it. */
export async function clientSecret({ server }: Room, clientId = CLIENT_ID): Promise<string> {
  const api = new CognitoIdentityProviderClient({
    endpoint: server.origin, region: REGION, credentials: CREDENTIALS,
  });
  try {
    const { UserPoolClient } = await api.send(new DescribeUserPoolClientCommand({ UserPoolId: POOL_ID, ClientId: clientId }));
    return UserPoolClient!.ClientSecret!;
  } finally {
    api.destroy();
  }
}

/** The OpenID client as an application would set it up: by discovery. */
export async function openidClient(
  room: Room, authentication: (secret: string) => oidc.ClientAuth = oidc.ClientSecretBasic,
): Promise<oidc.Configuration> {
  const options = { execute: [oidc.allowInsecureRequests] };
  return oidc.discovery(new URL(room.server.issuer), CLIENT_ID, undefined, authentication(await clientSecret(room)), options);
}

/** As the application of the client without a secret would. */
export async function publicOpenidClient({ server }: Room): Promise<oidc.Configuration> {
  return oidc.discovery(new URL(server.issuer), PUBLIC_CLIENT_ID, undefined, oidc.None(), { execute: [oidc.allowInsecureRequests] });
}

/** Everything a client remembers between sending somebody off and having them back. */
export interface Errand {
  readonly url: string;
  readonly checks: oidc.AuthorizationCodeGrantChecks & { pkceCodeVerifier: string };
}

export async function errand(configuration: oidc.Configuration, changes: Record<string, string> = {}): Promise<Errand> {
  const checks = { pkceCodeVerifier: oidc.randomPKCECodeVerifier(), expectedState: oidc.randomState(), expectedNonce: oidc.randomNonce() };
  const url = oidc.buildAuthorizationUrl(configuration, {
    redirect_uri: CALLBACK_URL,
    scope: 'openid email profile',
    code_challenge: await oidc.calculatePKCECodeChallenge(checks.pkceCodeVerifier),
    code_challenge_method: 'S256',
    state: checks.expectedState,
    nonce: checks.expectedNonce,
    ...changes,
  });
  return { url: url.href, checks };
}

/** Signs somebody in, without pages. */
export async function signIn(
  room: Room, configuration: oidc.Configuration, email = 'ada@example.com',
): Promise<oidc.TokenEndpointResponse & oidc.TokenEndpointResponseHelpers> {
  const { url, checks } = await errand(configuration);
  return oidc.authorizationCodeGrant(configuration, new URL(await room.server.authorize(url, email)), checks);
}
