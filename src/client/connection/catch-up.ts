import type { Clock } from './clock';
import type { PageAfter, RoomOrder } from './room-order';

/** Milliseconds before the first question, at least and at most: most late messages come by themselves. */
const FIRST_WAIT = { least: 300, most: 1_000 };

/** Milliseconds between questions about a number that nobody can decide yet. */
const LONGEST_WAIT = 8_000;

export interface CatchUpOptions {
  readonly order: RoomOrder;
  readonly clock: Clock;
  readonly random: () => number;
  /** Asks for what comes after a number. */
  readonly ask: (after: number) => Promise<PageAfter>;
  /** Takes the answer into the order. */
  readonly take: (page: PageAfter) => void;
}

/**
 * Asks for what is missing in a room: after a moment, once for all that reveals the hole, and then, while it stays
 * undecided, each time after double the last wait.
 */
export class CatchUp {
  private state: 'idle' | 'waiting' | 'asking' = 'idle';
  private callOff: (() => void) | undefined;
  /** Where the last question brought nothing. */
  private stuckAt: number | undefined;
  /** Counts the connections, so that an answer to an older one's question is left alone. */
  private epoch = 0;

  constructor(private readonly options: CatchUpOptions) {}

  /** Looks whether there is a hole, and sees to it. To be called whenever something came. */
  public notice(): void {
    const { order } = this.options;
    if (this.state === 'asking') return;
    if (!order.hasHole) return this.rest();
    if (this.state === 'waiting' && (this.stuckAt === undefined || order.position === this.stuckAt)) return;
    this.stuckAt = undefined; // another hole, another first wait
    this.wait(this.firstWait());
  }

  /** Asks at once: the server has said that there is more. */
  public now(): void {
    if (this.state === 'asking' || !this.options.order.hasHole) return;
    this.callOff?.();
    void this.ask(this.firstWait());
  }

  /** The connection is gone; joining again will bring what is missing. */
  public stop(): void {
    this.epoch += 1;
    this.rest();
  }

  private rest(): void {
    this.callOff?.();
    this.state = 'idle';
    this.stuckAt = undefined;
  }

  private wait(milliseconds: number): void {
    this.callOff?.();
    this.state = 'waiting';
    this.callOff = this.options.clock.after(milliseconds, () => void this.ask(milliseconds));
  }

  private async ask(lastWait: number): Promise<void> {
    const { order, ask, take } = this.options;
    const { epoch } = this;
    const position = order.position!;
    this.state = 'asking';
    const page = await ask(position).catch(() => undefined);
    if (epoch !== this.epoch) return;
    if (page) take(page);
    if (!order.hasHole) return this.rest();

    const hasMoved = order.position! > position;
    if (hasMoved && page?.hasMore) return this.ask(this.firstWait());
    this.stuckAt = hasMoved ? undefined : position;
    this.wait(hasMoved ? this.firstWait() : Math.min(2 * lastWait, LONGEST_WAIT));
  }

  private firstWait(): number {
    return FIRST_WAIT.least + this.options.random() * (FIRST_WAIT.most - FIRST_WAIT.least);
  }
}
