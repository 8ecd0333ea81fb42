import type { APIGatewayProxyStructuredResultV2 } from 'aws-lambda';
import { json } from '../http-reply';
import type { TokenExchange } from './token-exchange';

/** `POST /auth/logout`: revokes the sign-in, clears the cookie, and says where the login pages end theirs. */
export async function endSession(exchange: TokenExchange, cookies?: readonly string[]): Promise<APIGatewayProxyStructuredResultV2> {
  const session = await exchange.session.read(cookies);
  if (session) await exchange.server.revoke(session.refreshToken);
  const redirectTo = new URL(exchange.logoutUrl);
  redirectTo.search = new URLSearchParams({ client_id: exchange.clientId, logout_uri: `${exchange.pageUrl}/` }).toString();
  return json({ redirectTo: redirectTo.href }, { cookies: [exchange.session.clear()] });
}
