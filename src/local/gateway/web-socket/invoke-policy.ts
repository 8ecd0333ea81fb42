/** How an authorizer's policy decides on one resource. */
export type PolicyDecision = 'allow' | 'explicit deny' | 'implicit deny';

interface Statement {
  readonly Effect?: unknown;
  readonly Action?: unknown;
  readonly Resource?: unknown;
}

/** Evaluates the policy that an authorizer returns: a deny wins, and what is not allowed is denied. */
export function decide(policy: unknown, resource: string): PolicyDecision {
  const statements = [(policy as { Statement?: Statement | Statement[] } | undefined)?.Statement ?? []].flat();
  const matching = statements.filter(({ Action, Resource }) => covers(Action, 'execute-api:Invoke') && covers(Resource, resource));
  if (matching.some(({ Effect }) => Effect === 'Deny')) return 'explicit deny';
  return matching.some(({ Effect }) => Effect === 'Allow') ? 'allow' : 'implicit deny';
}

function covers(patterns: unknown, value: string): boolean {
  return [patterns].flat().some((pattern) => typeof pattern === 'string' && wildcard(pattern).test(value));
}

/** `*` stands for any text, `?` for one character; a service's actions are not told apart by case. */
function wildcard(pattern: string): RegExp {
  const escaped = pattern.replaceAll(/[\\^$.+()|[\]{}]/g, '\\$&').replaceAll('*', '.*').replaceAll('?', '.');
  return new RegExp(`^${escaped}$`, pattern.startsWith('arn:') ? 's' : 'si');
}
