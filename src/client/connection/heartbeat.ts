import type { Clock } from './clock';

/** Milliseconds: below API Gateway's 10 idle minutes. */
const IDLE_WAIT = 9 * 60_000;

/** Milliseconds after the last event, at least and at most: finds a last message that got lost. */
const QUIET_WAIT = { least: 20_000, most: 40_000 };

/** Milliseconds: rooms that are joined together share one ping. */
const SOON = 250;

/** Milliseconds in which something must come after something was written, or the connection counts as dead. */
const PATIENCE = 15_000;

/** The same when there is reason to doubt: the machine slept, or the network changed. */
const SHORT_PATIENCE = 4_000;

export interface HeartbeatOptions {
  readonly clock: Clock;
  readonly random: () => number;
  readonly ping: () => void;
  /** Nothing comes any more. */
  readonly onSilence: () => void;
}

/** When to ping, and when to take a connection for dead. */
export class Heartbeat {
  private callOffPing: (() => void) | undefined;
  private callOffQuiet: (() => void) | undefined;
  private callOffSilence: (() => void) | undefined;
  private pingAt = Infinity;
  private silentAt = Infinity;

  constructor(private readonly options: HeartbeatOptions) {}

  public start(): void {
    this.pingWithin(IDLE_WAIT);
  }

  public stop(): void {
    this.callOffPing?.();
    this.callOffQuiet?.();
    this.heard();
    this.pingAt = Infinity;
  }

  /** Pings in a moment: a room was joined, or the session renewed. */
  public soon(): void {
    this.pingWithin(SOON);
  }

  /** Pings now, and does not wait long for an answer: the machine woke, or the network changed. */
  public probe(): void {
    this.expectWithin(SHORT_PATIENCE);
    this.ping();
  }

  /** Something happened in a room. When it has been quiet for a while, one ping shows whether that was all. */
  public event(): void {
    const { clock, random } = this.options;
    this.callOffQuiet?.();
    this.callOffQuiet = clock.after(QUIET_WAIT.least + random() * (QUIET_WAIT.most - QUIET_WAIT.least), () => this.ping());
  }

  /** Something was written, so something should come. */
  public wrote(): void {
    this.expectWithin(PATIENCE);
  }

  /** Something came, whatever it was. */
  public heard(): void {
    this.callOffSilence?.();
    this.silentAt = Infinity;
  }

  private ping(): void {
    this.pingAt = Infinity;
    this.pingWithin(IDLE_WAIT);
    this.options.ping();
  }

  private pingWithin(milliseconds: number): void {
    const at = this.options.clock.now() + milliseconds;
    if (at >= this.pingAt) return;
    this.pingAt = at;
    this.callOffPing?.();
    this.callOffPing = this.options.clock.after(milliseconds, () => this.ping());
  }

  private expectWithin(milliseconds: number): void {
    const at = this.options.clock.now() + milliseconds;
    if (at >= this.silentAt) return;
    this.silentAt = at;
    this.callOffSilence?.();
    this.callOffSilence = this.options.clock.after(milliseconds, () => {
      this.heard();
      this.options.onSilence();
    });
  }
}
