import { randomInt } from 'node:crypto';
import { CognitoError } from '../cognito-error';
import { ExpiringMap } from '../expiring-map';

/** What a code is for, and how long it is good. @see https://docs.aws.amazon.com/cognito/latest/developerguide/limits.html */
const VALIDITY_MS = { signUp: 24 * 60 * 60_000, recovery: 60 * 60_000 } as const;
export type CodePurpose = keyof typeof VALIDITY_MS;

/** Cognito leaves these numbers open: 5 to 20 attempts an hour. */
const MAX_WRONG_TRIES = 5;
const MAX_CODES_PER_HOUR = 10;
const BLOCKED_MS = 15 * 60_000;
const HOUR_MS = 60 * 60_000;

/** A guesser's tries are counted apart from codes: a new code must not bring new tries. */
interface Tries {
  readonly wrong: number;
  readonly blockedUntil: number;
}

/** The six-digit codes that are in the mail. Only the newest for a purpose is good, once. */
export class MailedCodes {
  private readonly codes: ExpiringMap<string, string>;
  private readonly tries: ExpiringMap<string, Tries>;
  private readonly issued: ExpiringMap<string, readonly number[]>;

  constructor(private readonly now: () => number) {
    this.codes = new ExpiringMap(now);
    this.tries = new ExpiringMap(now);
    this.issued = new ExpiringMap(now);
  }

  /**
   * @param username whoever it is for, with or without an account
   * @throws CognitoError where too many were asked for
   */
  issue(purpose: CodePurpose, username: string): string {
    const key = `${purpose} ${username}`;
    const recent = (this.issued.get(key) ?? []).filter((time) => time > this.now() - HOUR_MS);
    if (recent.length >= MAX_CODES_PER_HOUR) {
      throw new CognitoError('LimitExceededException', 'Too many codes were asked for. Use the newest, or wait an hour.');
    }
    this.issued.set(key, [...recent, this.now()], this.now() + HOUR_MS);
    const code = String(randomInt(1_000_000)).padStart(6, '0');
    this.codes.set(key, code, this.now() + VALIDITY_MS[purpose]);
    return code;
  }

  /** @throws CognitoError where it is not the code: wrong, expired, used, or tried too often */
  redeem(purpose: CodePurpose, username: string, entered: string): void {
    const key = `${purpose} ${username}`;
    const tries = this.tries.get(key) ?? { wrong: 0, blockedUntil: 0 };
    if (tries.blockedUntil > this.now()) {
      throw new CognitoError('LimitExceededException', 'Too many wrong codes were tried. Wait 15 minutes, then try again.');
    }
    const code = this.codes.get(key);
    if (code === undefined) throw new CognitoError('ExpiredCodeException', 'That code is no longer good. Ask for a new one.');
    if (entered.replaceAll(/\s/g, '') !== code) {
      const wrong = tries.wrong + 1;
      const blockedUntil = wrong < MAX_WRONG_TRIES ? 0 : this.now() + BLOCKED_MS;
      this.tries.set(key, { wrong: blockedUntil ? 0 : wrong, blockedUntil }, this.now() + HOUR_MS);
      throw new CognitoError('CodeMismatchException', 'That is not the code in the mail. Try again.');
    }
    this.codes.delete(key);
    this.tries.delete(key);
  }
}
