/** How long idle processes are kept. Lambda keeps them longer, but not on a laptop. */
export interface WarmLimits {
  /** Each of them. */
  readonly keepMs: number;
  /** All but the few that were used last. */
  readonly keepSurplusMs: number;
  /** How many those few are. */
  readonly few: number;
}

const LIMITS: WarmLimits = { keepMs: 30_000, keepSurplusMs: 10_000, few: 2 };

interface Idle {
  readonly since: number;
  readonly timer: NodeJS.Timeout;
}

/**
 * The idle processes of all functions: soon after a burst of work only those are left that a conversation needs over
 * and over, and later none.
 */
export class WarmProcesses {
  /** From the longest idle to the last used. */
  private readonly idle: Idle[] = [];

  constructor(private readonly limits = LIMITS) {}

  /**
   * Keeps a process for a while.
   *
   * @param stop called when that is over
   * @returns takes the process back into use
   */
  public keep(stop: () => void): () => void {
    const { keepMs, keepSurplusMs, few } = this.limits;
    const look = (): void => {
      const isSurplus = this.idle.indexOf(entry) < this.idle.length - few;
      const left = (isSurplus ? keepSurplusMs : keepMs) - (performance.now() - entry.since);
      if (left > 0) {
        entry.timer.refresh(); // until it is surplus, or its time is over
        return;
      }
      this.remove(entry);
      stop();
    };
    const entry: Idle = { since: performance.now(), timer: setTimeout(look, Math.min(keepMs, keepSurplusMs)).unref() };
    this.idle.push(entry);
    return () => this.remove(entry);
  }

  private remove(entry: Idle): void {
    clearTimeout(entry.timer);
    const index = this.idle.indexOf(entry);
    if (index >= 0) this.idle.splice(index, 1);
  }
}
