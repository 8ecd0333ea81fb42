import { ExpiringMap } from '../expiring-map';

/** @see https://docs.aws.amazon.com/cognito/latest/developerguide/authentication.html "five failed sign-in attempts" */
const FREE_ATTEMPTS = 5;
const LONGEST_MS = 15 * 60_000;

interface Failures {
  readonly count: number;
  readonly lockedUntil: number;
}

/**
 * Slows down who guesses passwords: after five failures a user name is locked for a second, then for twice as long
 * each time, up to a quarter of an hour. Names without an account are treated alike.
 */
export class Lockout {
  private readonly failures: ExpiringMap<string, Failures>;

  constructor(private readonly now: () => number) {
    this.failures = new ExpiringMap(now);
  }

  isLocked(username: string): boolean {
    return (this.failures.get(username)?.lockedUntil ?? 0) > this.now();
  }

  fail(username: string): void {
    const count = (this.failures.get(username)?.count ?? 0) + 1;
    const lockMs = count < FREE_ATTEMPTS ? 0 : Math.min(1_000 * 2 ** (count - FREE_ATTEMPTS), LONGEST_MS);
    const lockedUntil = this.now() + lockMs;
    this.failures.set(username, { count, lockedUntil }, lockedUntil + LONGEST_MS);
  }

  succeed(username: string): void {
    this.failures.delete(username);
  }
}
