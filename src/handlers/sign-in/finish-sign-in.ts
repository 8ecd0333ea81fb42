import type { APIGatewayProxyStructuredResultV2 } from 'aws-lambda';
import { InvalidGrantError } from './authorization-server';
import { redirect } from './redirect';
import type { TokenExchange } from './token-exchange';

/** Why a sign-in came to nothing; the page has words for each. */
export type SignInFailure =
  /** The person, or the identity provider, said no. */
  | 'denied'
  /** It took too long, was finished before, or was started in another browser. */
  | 'expired'
  /** The answer was not one to our question. */
  | 'failed';

/** What the login pages append to the callback. */
export interface Callback {
  readonly code?: string | undefined;
  readonly state?: string | undefined;
  readonly error?: string | undefined;
}

/** `GET /auth/callback`: the code for tokens, the refresh token into its cookie, the person back to where they were. */
export async function finishSignIn(
  exchange: TokenExchange,
  { code, state, error }: Callback,
  cookies?: readonly string[],
): Promise<APIGatewayProxyStructuredResultV2> {
  const pending = await exchange.pending.read(cookies);
  if (!pending || pending.state !== state) return fail('expired');
  if (error !== undefined) return fail(error === 'access_denied' ? 'denied' : 'failed');
  if (code === undefined) return fail('failed');
  try {
    const { accessToken, idToken, refreshToken } = await exchange.server.exchange({ code, verifier: pending.verifier });
    const isOurs = await exchange.idTokens.verify(idToken, { nonce: pending.nonce, accessToken });
    if (!isOurs || refreshToken === undefined) return fail('failed');
    return redirect(pending.returnTo, [await exchange.session.set({ refreshToken }), exchange.pending.clear()]);
  } catch (failure) {
    if (failure instanceof InvalidGrantError) return fail('expired');
    throw failure;
  }

  function fail(reason: SignInFailure): APIGatewayProxyStructuredResultV2 {
    return redirect(`/?error=${reason}`, [exchange.pending.clear()]);
  }
}
