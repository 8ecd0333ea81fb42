import { FunctionError } from '../../functions/function-error';
import type { InvokeFunction } from '../../functions/function-fleet';
import { withinTimeout } from '../lambda-integration';
import type { Handshake } from './handshake';
import { decide } from './invoke-policy';
import type { RequestAuthorizerDefinition } from './web-socket-api-definition';

/** What the authorizer returned for later routes: strings, all of them. */
export type AuthorizerContext = Readonly<Record<string, string | number>>;

/** How a handshake fares. */
export type AuthorizerVerdict = { readonly context: AuthorizerContext } | { readonly status: 401 | 403 | 500; readonly message: string };

const UNAUTHORIZED: AuthorizerVerdict = { status: 401, message: 'Unauthorized' };
const BROKEN: AuthorizerVerdict = { status: 500, message: 'Internal server error' };

interface AuthorizerResult {
  readonly principalId?: unknown;
  readonly policyDocument?: unknown;
  readonly context?: Readonly<Record<string, unknown>>;
}

/**
 * What API Gateway makes of a handshake by asking a Lambda authorizer.
 *
 * @param event of the authorizer, with its `methodArn`
 * @see https://docs.aws.amazon.com/apigateway/latest/developerguide/apigateway-websocket-api-lambda-auth.html
 */
export async function authorizeHandshake(
  { functionArn, identitySources }: RequestAuthorizerDefinition,
  handshake: Handshake,
  event: { readonly methodArn: string },
  invoke: InvokeFunction,
  timeoutMs: number,
): Promise<AuthorizerVerdict> {
  if (identitySources.some((source) => !identity(source, handshake))) return UNAUTHORIZED;
  const startedAt = Date.now();
  let result: unknown;
  try {
    result = await withinTimeout(invoke(functionArn, event), timeoutMs);
  } catch (error) {
    // the one word that an authorizer can throw on purpose
    return error instanceof FunctionError && error.payload.errorMessage === 'Unauthorized' ? UNAUTHORIZED : BROKEN;
  }
  const { principalId, policyDocument, context = {} } = (result ?? {}) as AuthorizerResult;
  if (typeof principalId !== 'string' || typeof policyDocument !== 'object' || policyDocument === null) return BROKEN;
  if (Object.values(context).some((value) => typeof value === 'object' && value !== null)) return BROKEN;
  const decision = decide(policyDocument, event.methodArn);
  if (decision !== 'allow') {
    return { status: 403, message: decision === 'explicit deny' ? 'User is not authorized to access this resource with an explicit deny' : 'User is not authorized to access this resource' };
  }
  const values = Object.entries(context).filter(([, value]) => value !== null).map(([name, value]) => [name, String(value)]);
  return { context: { ...Object.fromEntries(values), principalId, integrationLatency: Date.now() - startedAt } };
}

/** What a handshake has at an identity source; nothing where it is absent or empty. */
function identity(source: string, { headers, query }: Handshake): string | undefined {
  const [, place, name = ''] = /^route\.request\.(header|querystring)\.(.+)$/.exec(source) ?? [];
  if (place === 'querystring') return query.get(name) ?? undefined;
  const header = headers.find(([each]) => each.toLowerCase() === name.toLowerCase());
  return header?.[1];
}
