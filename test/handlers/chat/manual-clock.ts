import type { Clock } from '../../../src/handlers/chat/clock';

/** Time that passes when a test says so. Who waits makes it pass. */
export class ManualClock implements Clock {
  /** How long was waited, each time. */
  readonly waits: number[] = [];

  constructor(private time = Date.parse('2026-11-22T10:00:00.000Z')) {}

  now(): number {
    return this.time;
  }

  async wait(milliseconds: number): Promise<void> {
    this.waits.push(milliseconds);
    this.pass(milliseconds);
    return Promise.resolve();
  }

  /** Lets so many milliseconds pass. */
  pass(milliseconds: number): void {
    this.time += milliseconds;
  }
}
