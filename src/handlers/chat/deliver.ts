import type { RoomEvent } from '../../protocol/event';
import type { Clock } from './clock';
import type { ConnectionPoster, Frame, PostOutcome } from './connection-poster';
import type { ConnectionStore, RoomConnection } from './connection-store';
import { removeConnection } from './remove-connection';

/** Tries for one connection, the first included. */
const MAX_TRIES = 3;

/** Longest wait before the second try; twice as long before the third. */
const BACK_OFF_MS = 100;

export interface Deliverer {
  readonly connections: ConnectionStore;
  readonly poster: ConnectionPoster;
  readonly clock: Clock;
  /** From 0 to 1. */
  readonly random: () => number;
  readonly encode: (text: string) => Frame;
}

/** How many connections each outcome had. */
export type DeliveryOutcomes = Partial<Record<PostOutcome, number>>;

/**
 * Posts an event to every connection of a room but its sender's: all pages of them, those whose session lasts. A closed
 * one is removed. One that fails holds nobody up and fails nobody else: its client sees the gap and asks.
 */
export async function deliver(
  event: RoomEvent,
  { senderConnectionId }: { senderConnectionId: string },
  { connections, poster, clock, random, encode }: Deliverer,
): Promise<DeliveryOutcomes> {
  const frame = encode(JSON.stringify(event));
  const outcomes: DeliveryOutcomes = {};
  const failures: unknown[] = [];
  const posts: Promise<void>[] = [];
  try {
    for await (const page of connections.inRoom(event.roomId)) {
      const now = clock.now();
      const recipients = page.filter(({ connectionId, sessionExpiresAt }) => connectionId !== senderConnectionId && sessionExpiresAt > now);
      posts.push(...recipients.map((recipient) => postTo(recipient).catch((failure: unknown) => { failures.push(failure); })));
    }
  } finally {
    await Promise.all(posts); // even where a page cannot be read: an invocation that ends cuts off what is under way
  }
  if (failures.length > 0) throw new AggregateError(failures, `could not clean up after ${failures.length} connections`);
  return outcomes;

  async function postTo({ connectionId }: RoomConnection): Promise<void> {
    const outcome = await tryToPost(connectionId);
    outcomes[outcome] = (outcomes[outcome] ?? 0) + 1;
    if (outcome === 'gone') {
      await connections.removeFromRoom(event.roomId, connectionId);
      await removeConnection(connectionId, connections);
    }
  }

  async function tryToPost(connectionId: string): Promise<PostOutcome> {
    for (let tries = 1; ; tries += 1) {
      const outcome = await poster.post(connectionId, frame);
      if (outcome !== 'retry' || tries === MAX_TRIES) return outcome;
      await clock.wait(random() * BACK_OFF_MS * tries);
    }
  }
}
