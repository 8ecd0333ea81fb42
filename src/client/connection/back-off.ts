/** Milliseconds: the longest first wait, and the longest of all. */
export interface BackOffLimits {
  readonly first: number;
  readonly longest: number;
}

/**
 * How long to wait before another attempt: a random share of a limit that doubles with each failure ("full jitter"), so
 * that clients which failed together do not come back together.
 *
 * @param failures how many attempts have failed before this wait, 0 for none
 * @see https://aws.amazon.com/blogs/architecture/exponential-backoff-and-jitter/
 */
export function backOff(failures: number, random: () => number, { first, longest }: BackOffLimits): number {
  return random() * Math.min(longest, first * 2 ** failures);
}
