import type { Message } from '../../protocol/message';

/** A reply to `getMessages` with `after`, or to `joinRoom` with it. */
export interface PageAfter {
  /** What was asked for. */
  readonly after: number;
  readonly messages: readonly Message[];
  readonly highWatermark: number;
  readonly hasMore: boolean;
}

/**
 * The order of one room, at one client. Messages come in any order and more than once; each leaves once, in order, and
 * none before all that come before it have left or are known never to come.
 *
 * Every method returns the messages that are now due.
 */
export class RoomOrder {
  private last: number | undefined;
  /** The highest number that anybody has named. */
  private latest = 0;
  /** Messages above a hole. */
  private readonly held = new Map<number, Message>();

  /** The highest number up to which nothing is missing; `undefined` until it is known where to begin. */
  public get position(): number | undefined {
    return this.last;
  }

  /** Whether a number is known to exist above one that is missing. */
  public get hasHole(): boolean {
    return this.last !== undefined && this.latest > this.last;
  }

  /** Begins after so many numbers: what is up to there is history. */
  public begin(position: number): Message[] {
    return this.advance(position);
  }

  /** Takes a message, wherever it came from. */
  public add(message: Message): Message[] {
    this.hold(message);
    return this.drain();
  }

  /**
   * Takes a page. Numbers that it covers and does not hold are empty for good. With more to come it covers no further
   * than its last message.
   */
  public cover({ after, messages, highWatermark, hasMore }: PageAfter): Message[] {
    for (const message of messages) this.hold(message);
    this.announce(highWatermark);
    if (this.last === undefined || after > this.last) return this.drain(); // it says nothing about what lies between
    const end = hasMore ? messages.at(-1)?.seq ?? after : highWatermark;
    return this.advance(Math.max(end, this.last));
  }

  /** Hears of a number that is allotted, maybe not yet decided: a reason to ask, never one to pass over a hole. */
  public announce(latest: number): void {
    this.latest = Math.max(this.latest, latest);
  }

  private hold(message: Message): void {
    if (this.last !== undefined && message.seq <= this.last) return; // a repeat
    this.held.set(message.seq, message);
    this.announce(message.seq);
  }

  /** All up to `position` is decided: what is held of it is all there is. */
  private advance(position: number): Message[] {
    const isFirst = this.last === undefined;
    this.last = position;
    this.announce(position);
    const due: Message[] = [];
    for (const seq of [...this.held.keys()].filter((key) => key <= position).sort((a, b) => a - b)) {
      if (!isFirst) due.push(this.held.get(seq)!);
      this.held.delete(seq);
    }
    return [...due, ...this.drain()];
  }

  /** What follows without a hole. */
  private drain(): Message[] {
    const due: Message[] = [];
    if (this.last === undefined) return due;
    for (let next = this.held.get(this.last + 1); next; next = this.held.get(this.last + 1)) {
      due.push(next);
      this.held.delete(next.seq);
      this.last = next.seq;
    }
    return due;
  }
}
