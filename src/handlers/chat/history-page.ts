import { MAX_REPLY_BYTES } from '../../protocol/limits';
import type { Message } from '../../protocol/message';

/** What of a reply's bytes is left for its own fields, a `requestId` among them. */
const ENVELOPE_BYTES = 1_024;

/**
 * So many messages as a request asks for and a frame holds. One always fits.
 */
export class HistoryPage {
  private readonly content: Message[] = [];
  private bytes = ENVELOPE_BYTES;

  constructor(private readonly limit: number) {}

  /** Oldest first. */
  get messages(): readonly Message[] {
    return this.content.toSorted((a, b) => a.seq - b.seq);
  }

  /** Takes messages until one does not fit. @returns whether all did */
  async fill(messages: AsyncIterable<Message>): Promise<boolean> {
    for await (const message of messages) {
      if (!this.addAll([message])) return false;
    }
    return true;
  }

  /** Takes all of these, or none. */
  addAll(messages: readonly Message[]): boolean {
    const bytes = messages.reduce((sum, message) => sum + Buffer.byteLength(JSON.stringify(message)) + 1, this.bytes);
    if (this.content.length + messages.length > this.limit || bytes > MAX_REPLY_BYTES) return false;
    this.content.push(...messages);
    this.bytes = bytes;
    return true;
  }
}
