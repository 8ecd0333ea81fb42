import { createHash, randomBytes } from 'node:crypto';

/** A value that nobody can guess, safe in URLs. */
export function randomToken(): string {
  return randomBytes(32).toString('base64url');
}

/** The challenge of a verifier (S256). @see https://www.rfc-editor.org/rfc/rfc7636 */
export function challengeOf(verifier: string): string {
  return createHash('sha256').update(verifier).digest('base64url');
}
