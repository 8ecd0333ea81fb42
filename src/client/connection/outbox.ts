import { IDEMPOTENCY_HOURS } from '../../protocol/limits';
import type { Message } from '../../protocol/message';
import { backOff } from './back-off';
import { ChatError, chatError } from './chat-error';
import { elapsed, type Clock } from './clock';
import type { Unsent, UnsentStore } from './unsent';

/** Milliseconds after which the server may no longer know a retry as one; a minute early, since clocks differ. */
const RETRY_WINDOW = IDEMPOTENCY_HOURS * 3_600_000 - 60_000;

/** Attempts on a working connection, before a person is asked. */
const MAX_ATTEMPTS = 6;

const RETRY = { first: 1_000, longest: 15_000 };

/** Milliseconds to wait where the server does not say how long. */
const DEFAULT_RATE_WAIT = 1_000;

export interface OutboxOptions {
  readonly roomId: string;
  readonly clock: Clock;
  readonly random: () => number;
  readonly newId: () => string;
  readonly store: UnsentStore;
  /** Sends, and resolves with the stored message. @throws ChatError */
  readonly send: (unsent: Unsent) => Promise<Message>;
  /** Takes a message that the server has stored. */
  readonly onSent: (message: Message) => void;
  readonly onChange: () => void;
}

/**
 * The messages that a person has sent to one room, until the server has confirmed them: one on its way at a time, so
 * that they keep their order, and each retried under the same name.
 */
export class Outbox {
  private queue: readonly Unsent[];
  private isPaused = true;
  private isWorking = false;

  constructor(private readonly options: OutboxOptions) {
    this.queue = options.store.load(options.roomId);
  }

  public get messages(): readonly Unsent[] {
    return this.queue;
  }

  public add(text: string): Unsent {
    const { newId, clock } = this.options;
    const unsent = { clientMessageId: newId(), text, createdAt: clock.now() };
    this.append(unsent);
    return unsent;
  }

  /** Tries again. After a day it would be a new message in any case, so it becomes one. */
  public retry(clientMessageId: string): void {
    const unsent = this.find(clientMessageId);
    if (!unsent?.failure) return;
    this.discard(clientMessageId);
    const { failure: _, ...again } = unsent;
    if (this.isTooOld(again)) this.add(again.text);
    else this.append(again);
  }

  /** Forgets a message. One that is on its way may still arrive. */
  public discard(clientMessageId: string): void {
    this.options.store.remove(this.options.roomId, clientMessageId);
    this.queue = this.queue.filter((each) => each.clientMessageId !== clientMessageId);
    this.options.onChange();
  }

  /** The room is joined. */
  public resume(): void {
    this.isPaused = false;
    void this.work();
  }

  /** The connection is gone. */
  public pause(): void {
    this.isPaused = true;
  }

  private append(unsent: Unsent): void {
    this.options.store.save(this.options.roomId, unsent);
    this.queue = [...this.queue, unsent];
    this.options.onChange();
    void this.work();
  }

  private async work(): Promise<void> {
    if (this.isWorking) return;
    this.isWorking = true;
    for (let next = this.next(); next; next = this.next()) await this.deliver(next);
    this.isWorking = false;
  }

  private next(): Unsent | undefined {
    return this.isPaused ? undefined : this.queue.find((each) => !each.failure);
  }

  private async deliver(unsent: Unsent): Promise<void> {
    const { clock, random, send, onSent } = this.options;
    if (this.isTooOld(unsent)) return this.fail(unsent, new ChatError('TOO_OLD', 'older than a day'));
    for (let failures = 0; this.find(unsent.clientMessageId) && !this.isPaused; failures += 1) {
      try {
        onSent(await send(unsent));
        return this.discard(unsent.clientMessageId);
      } catch (thrown) {
        const error = chatError(thrown);
        if (error.code === 'DISCONNECTED' || error.code === 'SIGNED_OUT') return this.pause();
        if (error.code === 'RATE_LIMITED') failures -= 1; // it is a matter of time only
        else if (!error.isPassing || failures + 1 >= MAX_ATTEMPTS) return this.fail(unsent, error);
        await elapsed(clock, (error.retryAfterMs ?? DEFAULT_RATE_WAIT) + backOff(Math.max(failures, 0), random, RETRY));
      }
    }
  }

  private fail(unsent: Unsent, { code, message }: ChatError): void {
    const failed = { ...unsent, failure: { code, message } };
    this.options.store.save(this.options.roomId, failed);
    this.queue = this.queue.map((each) => (each.clientMessageId === unsent.clientMessageId ? failed : each));
    this.options.onChange();
  }

  private find(clientMessageId: string): Unsent | undefined {
    return this.queue.find((each) => each.clientMessageId === clientMessageId);
  }

  private isTooOld({ createdAt }: Unsent): boolean {
    return this.options.clock.now() - createdAt >= RETRY_WINDOW;
  }
}
