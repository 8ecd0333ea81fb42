import * as v from 'valibot';
import { Message, RoomId } from './message';

/** A message was sent to a room. */
export const MessageEvent = v.object({ type: v.literal('message'), roomId: RoomId, message: Message });
export type MessageEvent = v.InferOutput<typeof MessageEvent>;

/** Something that happened in a room. */
export const RoomEvent = v.variant('type', [MessageEvent]);
export type RoomEvent = v.InferOutput<typeof RoomEvent>;

/** Several events in one frame, in order; never replies, never nested. Readers pass over events they do not know. */
export const Batch = v.object({ type: v.literal('batch'), events: v.array(v.looseObject({ type: v.string() })) });
export type Batch = v.InferOutput<typeof Batch>;
