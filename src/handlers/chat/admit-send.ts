import { ChatError } from './chat-error';
import type { Clock } from './clock';
import type { Connection, ConnectionStore } from './connection-store';
import type { RateLimit } from './rate-limit';

/** How often to try again when other messages of the same connection came in between. */
const MAX_RACES = 10;

/**
 * Lets a message through, or says why not: the session has ended, the room is not joined, it is one too many. In the
 * quiet case that is one conditional update; only a refusal reads the connection, to name its reason.
 *
 * @returns the connection, whose user and name sign the message
 */
export async function admitSend(
  connectionId: string,
  roomId: string,
  { connections, clock, rateLimit }: { connections: ConnectionStore; clock: Clock; rateLimit?: RateLimit | undefined },
): Promise<Connection> {
  let now = clock.now();
  const quiet = rateLimit && { from: 0, to: now, next: now + rateLimit.interval };
  const admitted = await connections.admit({ connectionId, roomId, now, ...(quiet && { rate: quiet }) });
  if (admitted) return admitted;

  for (let race = 0; race < MAX_RACES; race += 1) {
    now = clock.now();
    const connection = refuseClosed(await connections.read(connectionId), now);
    if (!connection.rooms.has(roomId)) throw new ChatError('NOT_IN_ROOM', `join the room "${roomId}" before sending to it`);
    const wait = rateLimit?.retryAfter(connection.rateTime, now) ?? 0;
    if (wait > 0) throw tooMany(wait);
    const burst = rateLimit && (connection.rateTime < now
      ? { from: 0, to: now, next: now + rateLimit.interval }
      : { from: now, to: now + rateLimit.tolerance, add: rateLimit.interval });
    const admittedNow = await connections.admit({ connectionId, roomId, now, ...(burst && { rate: burst }) });
    if (admittedNow) return admittedNow;
  }
  throw tooMany(rateLimit?.interval ?? 1);
}

/** @returns the connection, where it is there and its session lasts */
export function refuseClosed(connection: Connection | undefined, now: number): Connection {
  if (!connection) throw new ChatError('SESSION_EXPIRED', 'this connection is closed: connect again');
  if (connection.sessionExpiresAt <= now) throw new ChatError('SESSION_EXPIRED', 'the session has ended: reauthenticate, or sign in again');
  return connection;
}

function tooMany(wait: number): ChatError {
  const retryAfterMs = Math.ceil(wait);
  return new ChatError('RATE_LIMITED', `too many messages: wait ${retryAfterMs} ms`, retryAfterMs);
}
