import { MESSAGE_BURST_SECONDS } from '../../protocol/limits';

/** Less than the clock can tell, and more than sums of intervals that are no whole milliseconds lose by rounding. */
const ROUNDING_MS = 0.5;

/**
 * A rate limit by GCRA: all that is stored of a connection is its *rate time*, the moment when the messages let through
 * so far would all have been sent had they come evenly. A message is let through while that is no more than a burst
 * ahead of the clock.
 */
export class RateLimit {
  /** Milliseconds between messages sent evenly. */
  readonly interval: number;
  /** How far the rate time may be ahead of the clock before a message. */
  readonly tolerance: number;

  /** @param perSecond messages a second in the long run; five times as many may come at once */
  constructor(perSecond: number) {
    this.interval = 1_000 / perSecond;
    this.tolerance = Math.max(0, perSecond * MESSAGE_BURST_SECONDS - 1) * this.interval + ROUNDING_MS;
  }

  /** How long a message must wait; 0 when it may pass. */
  retryAfter(rateTime: number, now: number): number {
    return Math.max(0, Math.ceil(rateTime - this.tolerance - now));
  }
}
