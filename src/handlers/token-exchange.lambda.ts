import { createHash } from 'node:crypto';
import type { APIGatewayProxyEventV2, APIGatewayProxyStructuredResultV2, Context } from 'aws-lambda';
import * as v from 'valibot';
import { LogoutRequest } from '../protocol/http';
import { isAllowedOrigin } from './allowed-origin';
import { CognitoAuthorizationServer } from './aws/cognito-authorization-server';
import { cookieSecrets } from './aws/cookie-secrets';
import { variable, variables } from './aws/environment';
import { readAccessToken } from './aws/jwt-access-token-verifier';
import { JwtIdTokenVerifier } from './aws/jwt-id-token-verifier';
import { logError } from './aws/log';
import { httpError } from './http-reply';
import { endSession } from './sign-in/end-session';
import { finishSignIn } from './sign-in/finish-sign-in';
import { refreshSession } from './sign-in/refresh-session';
import { SealedCookie } from './sign-in/sealed-cookie';
import { startSignIn } from './sign-in/start-sign-in';
import type { TokenExchange } from './sign-in/token-exchange';

/** How long a person may take at the login pages. */
const SIGN_IN_SECONDS = 30 * 60;

/** As long as Cognito keeps a refresh token by default. */
const SESSION_SECONDS = 30 * 24 * 3_600;

const allowedOrigins = variables('ALLOWED_ORIGINS');
const clientId = variable('CLIENT_ID');
const tokenSettings = { issuer: variable('ISSUER'), jwksUrl: variable('JWKS_URL'), clientId };
const secrets = cookieSecrets(variable('COOKIE_SECRET'));
const room = createHash('sha256').update(clientId).digest('hex').slice(0, 8);

const exchange: TokenExchange = {
  clientId,
  authorizeUrl: variable('AUTHORIZE_URL'),
  logoutUrl: variable('LOGOUT_URL'),
  callbackUrl: variable('CALLBACK_URL'),
  pageUrl: variable('PAGE_URL'),
  identityProviders: variables('IDENTITY_PROVIDERS'),
  server: new CognitoAuthorizationServer({
    userPoolId: variable('USER_POOL_ID'),
    clientId,
    tokenUrl: variable('TOKEN_URL'),
    revokeUrl: variable('REVOKE_URL'),
    callbackUrl: variable('CALLBACK_URL'),
  }),
  readAccessToken,
  idTokens: new JwtIdTokenVerifier(tokenSettings),
  pending: new SealedCookie({
    name: `sign-in-${room}`,
    sameSite: 'Lax', // the callback comes from the login pages' site
    maxAgeSeconds: SIGN_IN_SECONDS,
    content: v.object({ state: v.string(), nonce: v.string(), verifier: v.string(), returnTo: v.string() }),
    secrets,
  }),
  session: new SealedCookie({
    name: `session-${room}`,
    sameSite: 'Strict',
    maxAgeSeconds: SESSION_SECONDS,
    content: v.object({ refreshToken: v.string() }),
    secrets,
  }),
};

/** Serves `/auth`: the client's secret and the refresh tokens never leave it. */
export async function handler(event: APIGatewayProxyEventV2, context: Context): Promise<APIGatewayProxyStructuredResultV2> {
  try {
    return await serve(event);
  } catch (error) {
    logError('sign-in-failed', error, { reference: context.awsRequestId, route: event.routeKey });
    return httpError('INTERNAL', `something went wrong on our side, reference ${context.awsRequestId}`);
  }
}

async function serve(event: APIGatewayProxyEventV2): Promise<APIGatewayProxyStructuredResultV2> {
  const { cookies, queryStringParameters: query = {} } = event;
  switch (event.routeKey) {
    case 'GET /auth/login':
      return startSignIn(exchange, query);
    case 'GET /auth/callback':
      return finishSignIn(exchange, query, cookies);
    case 'POST /auth/token':
      return refusePost(event, v.object({})) ?? refreshSession(exchange, cookies);
    case 'POST /auth/logout':
      return refusePost(event, LogoutRequest) ?? endSession(exchange, cookies);
    default:
      return httpError('NOT_FOUND', 'there is nothing here');
  }
}

/**
 * A post that changes something must come from a page that may, and be JSON, which no form of another site can send.
 */
function refusePost(event: APIGatewayProxyEventV2, body: v.GenericSchema): APIGatewayProxyStructuredResultV2 | undefined {
  const { origin, 'content-type': contentType } = event.headers;
  if (origin === undefined || !isAllowedOrigin(origin, allowedOrigins)) return httpError('FORBIDDEN', 'this origin may not do that');
  if (!/^application\/json\s*(;|$)/i.test(contentType ?? '')) return httpError('INVALID_REQUEST', 'content-type must be application/json');
  const text = event.isBase64Encoded ? Buffer.from(event.body ?? '', 'base64').toString() : (event.body ?? '');
  const content = parseJson(text);
  if (v.is(body, content) && !Array.isArray(content)) return undefined;
  return httpError('INVALID_REQUEST', 'the body must be a JSON object of the documented form');
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return undefined;
  }
}
