import { availableParallelism } from 'node:os';

/**
 * Lets as many processes start at a time as the machine has cores: a burst of work would otherwise start one for each
 * piece, and all would be slow, while the first to finish could have done half of it.
 */
export class ColdStarts {
  private free: number;
  private readonly queue: (() => void)[] = [];

  constructor(limit = availableParallelism()) {
    this.free = limit;
  }

  public async run<T>(start: () => Promise<T>): Promise<T> {
    if (this.free > 0) this.free -= 1;
    else await new Promise<void>((resolve) => this.queue.push(resolve));
    try {
      return await start();
    } finally {
      const next = this.queue.shift();
      if (next) next(); // its turn passes on
      else this.free += 1;
    }
  }
}
