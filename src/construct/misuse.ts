import type { IConstruct } from 'constructs';

/**
 * The error for a prop that cannot work. It names the construct, the prop as the user wrote it, the wrong value and
 * what is allowed. (The CDK's own `ValidationError` is internal: its constructor changes between minor versions.)
 */
export function misuse(scope: IConstruct, prop: string, rule: string, value: unknown): Error {
  return new Error(`${prop} ${rule}, got: ${JSON.stringify(value)} [${scope.node.path}]`);
}
