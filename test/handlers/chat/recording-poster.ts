import type { ConnectionPoster, Frame, PostOutcome } from '../../../src/handlers/chat/connection-poster';

/** A poster that keeps what it is given, and answers as a test wants. */
export class RecordingPoster implements ConnectionPoster {
  /** Connections in the order in which they were posted to. */
  readonly posts: string[] = [];
  private readonly outcomes = new Map<string, PostOutcome[]>();
  private readonly frames = new Map<string, unknown[]>();

  async post(connectionId: string, frame: Frame): Promise<PostOutcome> {
    this.posts.push(connectionId);
    const [outcome = 'delivered', ...later] = this.outcomes.get(connectionId) ?? [];
    if (later.length > 0) this.outcomes.set(connectionId, later);
    if (outcome === 'delivered') this.frames.set(connectionId, [...this.delivered(connectionId), JSON.parse(Buffer.from(frame.body).toString())]);
    return outcome;
  }

  /** What posts to a connection come to: one after the other, the last one for good. */
  answers(connectionId: string, ...outcomes: PostOutcome[]): void {
    this.outcomes.set(connectionId, outcomes);
  }

  /** The frames that a connection got. */
  delivered(connectionId: string): unknown[] {
    return this.frames.get(connectionId) ?? [];
  }
}
