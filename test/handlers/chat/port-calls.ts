/** What happens around a call of a port: before it, instead of it, after it. */
export type Around = <T>(call: string, perform: () => Promise<T>) => Promise<T>;

/** Methods whose answer comes in pages: each page is a call. */
const PAGED = new Set<PropertyKey>(['readDecisions', 'inRoom']);

/** A port of which every call goes through `around`. */
export function interpose<P extends object>(port: P, around: Around): P {
  return new Proxy(port, {
    get(target, name) {
      const member: unknown = Reflect.get(target, name, target);
      if (typeof member !== 'function') return member;
      const perform = member.bind(target) as (...parameters: unknown[]) => unknown;
      const call = String(name);
      if (PAGED.has(name)) return (...parameters: unknown[]) => pages(call, perform(...parameters) as AsyncIterable<unknown>, around);
      return async (...parameters: unknown[]) => around(call, async () => perform(...parameters) as Promise<unknown>);
    },
  });
}

async function* pages(call: string, iterable: AsyncIterable<unknown>, around: Around): AsyncGenerator<unknown> {
  const iterator = iterable[Symbol.asyncIterator]();
  try {
    for (;;) {
      let page: Promise<IteratorResult<unknown>> | undefined; // asked for again, it is the same page
      const { done, value } = await around(call, async () => (page ??= iterator.next()));
      if (done) return;
      yield value;
    }
  } finally {
    await iterator.return?.();
  }
}

/** Where an invocation is cut off: before or after its n-th call of a port, the first being 1. */
export interface CutPoint {
  readonly call: number;
  readonly when: 'before' | 'after';
}

/** What came of an invocation that may be cut off. */
export type Outcome<T> = { readonly answer: T } | { readonly cutOff: true };

/**
 * An invocation that stops for good at a point, as a process does that dies: what it called before has happened, what
 * it would have called never does, and nobody gets an answer.
 */
export class CutInvocation {
  /** The calls it made. */
  readonly calls: string[] = [];
  private cut = false;
  private tellCut!: () => void;
  private readonly whenCut = new Promise<void>((resolve) => { this.tellCut = resolve; });

  /** @param point where it is cut off; without one it runs to its end */
  constructor(private readonly point?: CutPoint) {}

  readonly around: Around = async (call, perform) => {
    if (this.cut) return forever();
    this.calls.push(call);
    const isHere = this.calls.length === this.point?.call;
    if (isHere && this.point?.when === 'before') return this.stop();
    const answer = await perform();
    if (isHere) return this.stop();
    return this.cut ? forever() : answer;
  };

  /** Cuts it off now, wherever it is. */
  async stop(): Promise<never> {
    this.cut = true;
    this.tellCut();
    return forever();
  }

  async run<T>(invocation: () => Promise<T>): Promise<Outcome<T>> {
    return Promise.race([
      invocation().then((answer) => ({ answer })),
      this.whenCut.then(() => ({ cutOff: true as const })),
    ]);
  }
}

/** Every point at which an invocation of so many calls can be cut off. */
export function cutPoints(calls: number): CutPoint[] {
  return Array.from({ length: calls }, (_, index) => index + 1).flatMap((call): CutPoint[] => [{ call, when: 'before' }, { call, when: 'after' }]);
}

/**
 * The n-th call is made twice, and the second answer counts: as where the first answer is lost on its way and the SDK
 * asks again, to meet what it did itself.
 */
export function repeating(nth: number): Around {
  let calls = 0;
  return async (_, perform) => {
    calls += 1;
    if (calls === nth) await perform();
    return perform();
  };
}

/** The n-th call fails, and did nothing. */
export function failing(nth: number, error = new Error('the table is throttled')): Around {
  let calls = 0;
  return async (_, perform) => {
    calls += 1;
    if (calls === nth) throw error;
    return perform();
  };
}

async function forever(): Promise<never> {
  return new Promise<never>(() => {});
}

/** Calls go through both: the outer around the inner. */
export function nested(outer: Around, inner: Around): Around {
  return async (call, perform) => outer(call, async () => inner(call, perform));
}
