import { DEFAULT_PAGE_LIMIT } from '../../protocol/limits';
import type { Message } from '../../protocol/message';
import type { Messages } from '../../protocol/reply';

/**
 * - `unknown`: the room is not joined yet
 * - `more`: there may be earlier messages
 * - `loading`
 * - `failed`: `load()` tries again
 * - `complete`: the first message is here
 */
export type HistoryState = 'unknown' | 'more' | 'loading' | 'failed' | 'complete';

/** What was said in a room before the first message that is here, page by page. */
export class RoomHistory {
  private current: HistoryState = 'unknown';
  /** The lowest number that is here. */
  private before = 0;

  constructor(private readonly ask: (before: number, limit: number) => Promise<Messages>) {}

  public get state(): HistoryState {
    return this.current;
  }

  /** All up to `position` is history. */
  public begin(position: number): void {
    this.before = position + 1;
    this.current = position === 0 ? 'complete' : 'more';
  }

  /** There is a connection again: what failed is worth another try. */
  public recover(): void {
    if (this.current === 'failed') this.current = 'more';
  }

  /** Loads a page. Resolves with its messages, oldest first; with none where it failed, or there are none. */
  public async load(onChange: () => void): Promise<readonly Message[]> {
    if (this.current !== 'more' && this.current !== 'failed') return [];
    this.current = 'loading';
    onChange();
    try {
      const { messages, hasMore } = await this.ask(this.before, DEFAULT_PAGE_LIMIT);
      // a page of empty numbers only: what comes before them is asked for next
      this.before = messages[0]?.seq ?? Math.max(1, this.before - DEFAULT_PAGE_LIMIT);
      this.current = hasMore && this.before > 1 ? 'more' : 'complete';
      return messages;
    } catch {
      this.current = 'failed';
      return [];
    }
  }
}
