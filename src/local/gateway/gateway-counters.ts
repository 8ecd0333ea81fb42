import { MAX_FRAME_BYTES } from '../../protocol/limits';

/** What the WebSocket API has carried since the start. */
export class GatewayCounters {
  /** Open now. */
  public connections = 0;
  public messagesIn = 0;
  public messagesOut = 0;
  /** Both ways, each begun 32 KB counted as one. */
  public billedMessages = 0;
  /** Calls of `POST @connections`, by status. */
  public readonly posts: Record<string, number> = {};
  private endedMinutes = 0;
  private openedAt = 0;

  public opened(connectedAt: Date): void {
    this.connections += 1;
    this.openedAt += connectedAt.getTime();
  }

  public closed(connectedAt: Date, now = Date.now()): void {
    this.connections -= 1;
    this.openedAt -= connectedAt.getTime();
    this.endedMinutes += (now - connectedAt.getTime()) / 60_000;
  }

  /** Minutes that all connections have lasted together so far. */
  public connectionMinutes(now = Date.now()): number {
    return this.endedMinutes + (this.connections * now - this.openedAt) / 60_000;
  }

  public messageIn(bytes: number): void {
    this.messagesIn += 1;
    this.bill(bytes);
  }

  public messageOut(bytes: number): void {
    this.messagesOut += 1;
    this.bill(bytes);
  }

  public posted(status: number): void {
    this.posts[status] = (this.posts[status] ?? 0) + 1;
  }

  private bill(bytes: number): void {
    this.billedMessages += Math.max(1, Math.ceil(bytes / MAX_FRAME_BYTES));
  }
}
