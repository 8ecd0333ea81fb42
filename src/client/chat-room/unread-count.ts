import type { ChatConnection } from '../connection/chat-connection';
import { Signal } from '../connection/signal';

/** How many new messages of others each room has that the person does not look at. */
export class UnreadCount {
  public readonly changed = new Signal();

  private readonly counts = new Map<string, number>();
  private readonly ends = new Map<string, () => void>();
  private inSight = '';

  /** Joins these rooms and counts in them, and in no others. */
  public watch(connection: ChatConnection, userId: string, rooms: readonly string[]): void {
    for (const [id, end] of this.ends) {
      if (rooms.includes(id)) continue;
      end();
      this.ends.delete(id);
      this.counts.delete(id);
    }
    for (const id of rooms) {
      if (this.ends.has(id)) continue;
      this.ends.set(id, connection.join(id).arrived.listen(({ sender }) => {
        if (id === this.inSight || sender.id === userId) return;
        this.counts.set(id, this.of(id) + 1);
        this.changed.emit();
      }));
    }
  }

  /** The person looks at this room. */
  public look(id: string): void {
    this.inSight = id;
    this.counts.delete(id);
    this.changed.emit();
  }

  public of(id: string): number {
    return this.counts.get(id) ?? 0;
  }
}
