import type { AccessToken, GetToken } from './access-token';
import { backOff } from './back-off';
import { ChatError, chatError } from './chat-error';
import type { Clock } from './clock';

/** The share of a token's life after which the session gets another. */
const RENEW_AT = 0.8;

/** Milliseconds between two renewals at least, whatever a wrong clock makes of the token's end. */
const SHORTEST_WAIT = 30_000;

const RETRY = { first: 2_000, longest: 60_000 };

export interface SessionRenewalOptions {
  readonly getToken: GetToken;
  readonly clock: Clock;
  readonly random: () => number;
  readonly reauthenticate: (token: string) => Promise<unknown>;
  /** The person is signed out. */
  readonly onSignedOut: () => void;
  /** The server will not go on with this connection: only another handshake can tell why. */
  readonly onRefused: () => void;
}

/** Keeps a connection's session from ending, on the same socket. */
export class SessionRenewal {
  private token: AccessToken | undefined;
  private callOff: (() => void) | undefined;
  private failures = 0;
  private running: Promise<void> | undefined;
  private dueAt = Infinity;

  constructor(private readonly options: SessionRenewalOptions) {}

  /** A connection was opened with this token. */
  public start(token: AccessToken): void {
    const { clock } = this.options;
    this.token = token;
    this.failures = 0;
    const life = Date.parse(token.expiresAt) - clock.now() || 0;
    this.planIn(Math.max(SHORTEST_WAIT, RENEW_AT * life));
  }

  public stop(): void {
    this.callOff?.();
    this.token = undefined;
    this.running = undefined;
    this.dueAt = Infinity;
  }

  /** Sees after a sleep, in which timers stood still, whether a renewal is due. */
  public wake(): void {
    if (this.options.clock.now() >= this.dueAt) this.renewQuietly();
  }

  /** Renews now. Those who ask at the same time share one renewal. @throws ChatError */
  public renew(): Promise<void> {
    if (!this.token) return Promise.reject(new ChatError('DISCONNECTED', 'there is no session to renew'));
    const running = this.running ?? this.run(this.token).finally(() => {
      if (this.running === running) this.running = undefined;
    });
    this.running = running;
    return running;
  }

  private async run(old: AccessToken): Promise<void> {
    const { getToken, reauthenticate, onSignedOut, onRefused } = this.options;
    const isOver = () => this.token !== old;
    try {
      const token = await getToken(old.accessToken);
      if (isOver()) throw new ChatError('DISCONNECTED', 'the connection went');
      if (!token) {
        onSignedOut();
        throw new ChatError('SIGNED_OUT', 'signed out');
      }
      await reauthenticate(token.accessToken);
      if (!isOver()) this.start(token);
    } catch (thrown) {
      const error = chatError(thrown);
      if (!isOver() && error.code === 'UNAUTHENTICATED') onRefused();
      else if (!isOver()) this.retryLater();
      throw error;
    }
  }

  private retryLater(): void {
    this.planIn(backOff(this.failures, this.options.random, RETRY));
    this.failures += 1;
  }

  private planIn(milliseconds: number): void {
    this.callOff?.();
    this.dueAt = this.options.clock.now() + milliseconds;
    this.callOff = this.options.clock.after(milliseconds, () => this.renewQuietly());
  }

  /** Whoever needs the session hears of a failure by an error of its own. */
  private renewQuietly(): void {
    this.renew().catch(() => undefined);
  }
}
