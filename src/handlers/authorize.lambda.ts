import type { APIGatewayAuthorizerResult, APIGatewayRequestAuthorizerEvent } from 'aws-lambda';
import { BEARER_PREFIX, SUBPROTOCOL } from '../protocol/limits';
import { isAllowedOrigin } from './allowed-origin';
import { variable, variables } from './aws/environment';
import { JwtAccessTokenVerifier } from './aws/jwt-access-token-verifier';
import { headerValues } from './header-values';

const allowedOrigins = variables('ALLOWED_ORIGINS');
const tokens = new JwtAccessTokenVerifier({ issuer: variable('ISSUER'), jwksUrl: variable('JWKS_URL'), clientId: variable('CLIENT_ID') });

/**
 * Lets a handshake in: from a page that may connect, with the subprotocol, and with an access token that holds. The
 * order of the checks is part of the contract.
 */
export async function handler(event: APIGatewayRequestAuthorizerEvent): Promise<APIGatewayAuthorizerResult> {
  const [origin] = headerValues(event.headers, 'origin');
  const offered = headerValues(event.headers, 'sec-websocket-protocol').flatMap((value) => value.split(',')).map((entry) => entry.trim());
  if (!isAllowedOrigin(origin, allowedOrigins) || !offered.includes(SUBPROTOCOL)) return decision('Deny', event.methodArn);

  const bearers = offered.filter((entry) => entry.startsWith(BEARER_PREFIX));
  const token = bearers.length === 1 ? await tokens.verify(bearers[0]!.slice(BEARER_PREFIX.length)) : undefined;
  if (!token) throw unauthorized();

  return {
    ...decision('Allow', event.methodArn),
    context: { userId: token.userId, name: token.name, originJti: token.originJti, sessionExpiresAt: token.expiresAt },
  };
}

function decision(effect: 'Allow' | 'Deny', methodArn: string): APIGatewayAuthorizerResult {
  return {
    principalId: 'connection',
    policyDocument: { Version: '2012-10-17', Statement: [{ Action: 'execute-api:Invoke', Effect: effect, Resource: methodArn }] },
  };
}

/** API Gateway answers 401 to an error with just this message. It is no fault of ours, so its stack stays out of the log. */
function unauthorized(): Error {
  const error = new Error('Unauthorized');
  error.stack = 'Unauthorized';
  return error;
}
