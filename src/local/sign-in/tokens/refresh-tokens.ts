import { createHash, randomBytes } from 'node:crypto';
import { ExpiringMap } from '../expiring-map';
import type { AppClient } from '../pool/app-client';
import type { SignInRecord } from './sign-in-record';

interface Stored {
  readonly signIn: SignInRecord;
  readonly expiresAt: number;
  /** When it was first used, where refresh tokens are rotated. */
  readonly rotatedAt?: number;
}

const CAPACITY = 100_000;

/**
 * Refresh tokens: used again and again, or rotated, as the client says. One that was rotated is good for a grace
 * period more, since two tabs may refresh at once.
 *
 * @see https://docs.aws.amazon.com/cognito/latest/developerguide/amazon-cognito-user-pools-using-the-refresh-token.html
 */
export class RefreshTokens {
  private readonly tokens: ExpiringMap<string, Stored>;
  private readonly revoked: ExpiringMap<string, true>;

  constructor(private readonly now: () => number) {
    this.tokens = new ExpiringMap(now, CAPACITY);
    this.revoked = new ExpiringMap(now, CAPACITY);
  }

  /** The first one of a sign-in. */
  issue(signIn: SignInRecord, client: AppClient): string {
    return this.store(signIn, this.now() + client.validity.refresh * 1_000);
  }

  /** The sign-in that a token stands for; `undefined` where it is not good, or not this client's. */
  find(token: string, client: AppClient): SignInRecord | undefined {
    const stored = this.tokens.get(digest(token));
    if (!stored || stored.signIn.clientId !== client.id || this.isRevoked(stored.signIn.originJti)) return undefined;
    if (stored.rotatedAt !== undefined && stored.rotatedAt + (client.rotationGrace ?? 0) * 1_000 <= this.now()) return undefined;
    return stored.signIn;
  }

  /**
   * Uses a token up, if the client rotates them.
   *
   * @returns its successor, good until the first one would have ended; `undefined` where the token stays as it is
   */
  rotate(token: string, client: AppClient): string | undefined {
    const key = digest(token);
    const stored = this.tokens.get(key);
    if (!stored || client.rotationGrace === undefined) return undefined;
    this.tokens.set(key, { ...stored, rotatedAt: stored.rotatedAt ?? this.now() }, stored.expiresAt);
    return this.store(stored.signIn, stored.expiresAt);
  }

  /** The sign-in that a token came of, even where it was rotated: with an old one, too, a person may sign out. */
  ownerOf(token: string): SignInRecord | undefined {
    return this.tokens.get(digest(token))?.signIn;
  }

  /** Ends a sign-in: no token of it is accepted any more. */
  revoke(signIn: SignInRecord, client: AppClient): void {
    this.revoked.set(signIn.originJti, true, this.now() + client.validity.refresh * 1_000);
  }

  isRevoked(originJti: unknown): boolean {
    return typeof originJti === 'string' && this.revoked.get(originJti) === true;
  }

  private store(signIn: SignInRecord, expiresAt: number): string {
    const token = opaqueToken();
    this.tokens.set(digest(token), { signIn, expiresAt }, expiresAt);
    return token;
  }
}

/**
 * As long as Cognito's, and of the same form, an encrypted JWT, so that what has to find room for one here has room for
 * one there. It means nothing: what it stands for is kept here.
 */
function opaqueToken(): string {
  const header = Buffer.from(JSON.stringify({ cty: 'JWT', enc: 'A256GCM', alg: 'RSA-OAEP' }));
  return [header, ...[256, 12, 1_000, 16].map((length) => randomBytes(length))].map((part) => part.toString('base64url')).join('.');
}

function digest(token: string): string {
  return createHash('sha256').update(token).digest('base64url');
}
