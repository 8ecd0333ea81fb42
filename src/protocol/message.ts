import * as v from 'valibot';
import { CLIENT_MESSAGE_ID_PATTERN, MAX_INTEGER, MAX_NAME_LENGTH, ROOM_ID_PATTERN } from './limits';

/** A sequence number: 1 for a room's first message, 0 for "before the first". */
export const Seq = v.pipe(v.number(), v.integer(), v.minValue(0), v.maxValue(MAX_INTEGER));

/** The id of a room, as `general`. */
export const RoomId = v.pipe(v.string(), v.regex(ROOM_ID_PATTERN));

/** The id that a client gives a send; a retry repeats it. */
export const ClientMessageId = v.pipe(v.string(), v.regex(CLIENT_MESSAGE_ID_PATTERN));

/** A time in ISO 8601, UTC, with milliseconds, as `2026-11-22T10:00:00.123Z`. */
export const Timestamp = v.pipe(v.string(), v.isoTimestamp());

/** Who sent a message, as the server knows them. */
export const Sender = v.object({
  /** The user's id at the issuer (`sub`). */
  id: v.string(),
  /** The name of the connection's handshake or last `reauthenticate`. */
  name: v.pipe(v.string(), v.minLength(1), v.check((name) => Array.from(name).length <= MAX_NAME_LENGTH)),
});
export type Sender = v.InferOutput<typeof Sender>;

/** A message of a room. */
export const Message = v.object({
  id: v.string(),
  roomId: RoomId,
  /** Its place in the room: unique, never changed, not always without gaps. */
  seq: Seq,
  sender: Sender,
  text: v.string(),
  sentAt: Timestamp,
  clientMessageId: ClientMessageId,
});
export type Message = v.InferOutput<typeof Message>;
