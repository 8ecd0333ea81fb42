import * as v from 'valibot';
import { FrameErrorCode } from './error-code';
import { Message, RoomId, Seq, Timestamp } from './message';

const requestId = v.optional(v.string());

/**
 * `highWatermark` is the last number up to which all are decided. `complete` is false where `after` was given and there
 * is more than the reply holds.
 */
export const Joined = v.object({
  type: v.literal('joined'),
  requestId,
  roomId: RoomId,
  highWatermark: Seq,
  complete: v.boolean(),
  messages: v.optional(v.array(Message)),
});
export type Joined = v.InferOutput<typeof Joined>;

export const Left = v.object({ type: v.literal('left'), requestId, roomId: RoomId });
export type Left = v.InferOutput<typeof Left>;

export const Sent = v.object({ type: v.literal('sent'), requestId, message: Message });
export type Sent = v.InferOutput<typeof Sent>;

/** A page of history, oldest first. */
export const Messages = v.object({
  type: v.literal('messages'),
  requestId,
  roomId: RoomId,
  messages: v.array(Message),
  highWatermark: Seq,
  hasMore: v.boolean(),
});
export type Messages = v.InferOutput<typeof Messages>;

export const Reauthenticated = v.object({ type: v.literal('reauthenticated'), requestId, sessionExpiresAt: Timestamp });
export type Reauthenticated = v.InferOutput<typeof Reauthenticated>;

/** Numbers by room. Not a `v.record`, which passes over rooms that are called as a property of all objects, as `constructor`. */
const SeqByRoom = v.custom<Record<string, number>>((value) => typeof value === 'object' && value !== null
  && Object.entries(value).every(([roomId, seq]) => v.is(RoomId, roomId) && v.is(Seq, seq)));

/** The latest allotted number of each joined room: it makes a client ask, never closes a hole. */
export const Pong = v.object({ type: v.literal('pong'), requestId, rooms: SeqByRoom });
export type Pong = v.InferOutput<typeof Pong>;

export const ErrorReply = v.object({
  type: v.literal('error'),
  requestId,
  code: FrameErrorCode,
  /** What was wrong, for a person. */
  message: v.string(),
  retryAfterMs: v.optional(v.number()),
});
export type ErrorReply = v.InferOutput<typeof ErrorReply>;

/** Every frame that answers a request. */
export const Reply = v.variant('type', [Joined, Left, Sent, Messages, Reauthenticated, Pong, ErrorReply]);
export type Reply = v.InferOutput<typeof Reply>;

/** A reply before it has the `requestId` of its request. */
export type ReplyBody = Reply extends infer R ? (R extends Reply ? Omit<R, 'requestId'> : never) : never;
