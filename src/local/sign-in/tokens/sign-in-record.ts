import { randomUUID } from 'node:crypto';
import type { User } from '../users/user';

/**
 * One time that somebody signed in. All tokens that come of it, however often they are refreshed, carry its
 * `origin_jti`, and fall with it when it is revoked.
 */
export interface SignInRecord {
  readonly originJti: string;
  readonly eventId: string;
  readonly userId: string;
  readonly clientId: string;
  readonly scopes: readonly string[];
  /** Seconds since 1970. */
  readonly authTime: number;
}

/** A sign-in that begins now. */
export function beginSignIn(user: User, clientId: string, scopes: readonly string[], authTime: number): SignInRecord {
  return { originJti: randomUUID(), eventId: randomUUID(), userId: user.id, clientId, scopes, authTime };
}
