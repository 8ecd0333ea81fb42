import type { APIGatewayProxyStructuredResultV2 } from 'aws-lambda';
import { httpError } from '../http-reply';
import { challengeOf, randomToken } from './pkce';
import { redirect } from './redirect';
import { safeReturnTo } from './return-to';
import type { TokenExchange } from './token-exchange';

/** `GET /auth/login`: to the login pages, with a state, a nonce and a challenge that only this browser can answer. */
export async function startSignIn(
  exchange: TokenExchange,
  { provider, returnTo }: { provider?: string | undefined; returnTo?: string | undefined },
): Promise<APIGatewayProxyStructuredResultV2> {
  if (provider !== undefined && !exchange.identityProviders.includes(provider)) {
    return httpError('INVALID_REQUEST', `provider must be one of: ${exchange.identityProviders.join(', ') || 'none is set up'}`);
  }
  const pending = {
    state: randomToken(),
    nonce: randomToken(),
    verifier: randomToken(),
    returnTo: safeReturnTo(returnTo, exchange.pageUrl),
  };
  const url = new URL(exchange.authorizeUrl);
  url.search = new URLSearchParams({
    response_type: 'code',
    client_id: exchange.clientId,
    redirect_uri: exchange.callbackUrl,
    scope: 'openid email profile',
    state: pending.state,
    nonce: pending.nonce,
    code_challenge: challengeOf(pending.verifier),
    code_challenge_method: 'S256',
    ...(provider !== undefined && { identity_provider: provider }),
  }).toString();
  return redirect(url.href, [await exchange.pending.set(pending)]);
}
