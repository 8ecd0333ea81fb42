import type { APIGatewayProxyStructuredResultV2 } from 'aws-lambda';
import type { TokenResponse } from '../../protocol/http';
import { httpError, json } from '../http-reply';
import { InvalidGrantError } from './authorization-server';
import type { TokenExchange } from './token-exchange';

/** `POST /auth/token`: a fresh access token for the page's memory, from the cookie that it cannot read. */
export async function refreshSession(exchange: TokenExchange, cookies?: readonly string[]): Promise<APIGatewayProxyStructuredResultV2> {
  const session = await exchange.session.read(cookies);
  if (!session) return httpError('UNAUTHENTICATED', 'not signed in');
  try {
    const { accessToken, refreshToken = session.refreshToken } = await exchange.server.refresh(session.refreshToken);
    const { userId, name, expiresAt } = exchange.readAccessToken(accessToken);
    const body: TokenResponse = { accessToken, expiresAt: new Date(expiresAt).toISOString(), user: { id: userId, name } };
    return json(body, { cookies: [await exchange.session.set({ refreshToken })] });
  } catch (failure) {
    if (!(failure instanceof InvalidGrantError)) throw failure;
    return httpError('UNAUTHENTICATED', 'the session has ended: sign in again', { cookies: [exchange.session.clear()] });
  }
}
