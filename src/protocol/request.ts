import * as v from 'valibot';
import { DEFAULT_PAGE_LIMIT, MAX_PAGE_LIMIT, MAX_REQUEST_ID_LENGTH } from './limits';
import { ClientMessageId, RoomId, Seq } from './message';
import { normalizeText, textFault } from './text';

const requestId = v.optional(v.pipe(v.string(), v.minLength(1), v.maxLength(MAX_REQUEST_ID_LENGTH)));

/** The text of a message as it is stored. Too long has a code of its own, by this message. */
export const TEXT_TOO_LONG = 'too long';
export const Text = v.pipe(
  v.string(),
  v.transform(normalizeText),
  v.check((text) => textFault(text) !== 'too-long', TEXT_TOO_LONG),
  v.check((text) => [undefined, 'too-long'].includes(textFault(text))),
);

export const JoinRoom = v.object({
  action: v.literal('joinRoom'),
  requestId,
  roomId: RoomId,
  /** The last number that the client has; the reply then brings what came after. */
  after: v.optional(Seq),
});
export type JoinRoom = v.InferOutput<typeof JoinRoom>;

export const LeaveRoom = v.object({ action: v.literal('leaveRoom'), requestId, roomId: RoomId });
export type LeaveRoom = v.InferOutput<typeof LeaveRoom>;

export const SendMessage = v.object({
  action: v.literal('sendMessage'),
  requestId,
  roomId: RoomId,
  text: Text,
  clientMessageId: ClientMessageId,
});
export type SendMessage = v.InferOutput<typeof SendMessage>;

/** A send in the shape `{ data }`: to the room `general`, which it joins if need be. */
export const SendData = v.object({ action: v.literal('sendMessage'), requestId, data: Text });
export type SendData = v.InferOutput<typeof SendData>;

/** What picks a page of history: the newest, or those before or after a number. */
export const PageRange = {
  before: v.optional(Seq),
  after: v.optional(Seq),
  limit: v.optional(v.pipe(v.number(), v.integer(), v.minValue(1), v.maxValue(MAX_PAGE_LIMIT)), DEFAULT_PAGE_LIMIT),
};

export const GetMessages = v.object({ action: v.literal('getMessages'), requestId, roomId: RoomId, ...PageRange });
export type GetMessages = v.InferOutput<typeof GetMessages>;

export const Reauthenticate = v.object({ action: v.literal('reauthenticate'), requestId, token: v.pipe(v.string(), v.minLength(1)) });
export type Reauthenticate = v.InferOutput<typeof Reauthenticate>;

export const Ping = v.object({ action: v.literal('ping'), requestId });
export type Ping = v.InferOutput<typeof Ping>;

/** Every frame that a client may send. */
export type ClientRequest = JoinRoom | LeaveRoom | SendMessage | SendData | GetMessages | Reauthenticate | Ping;

/** What a client writes, before defaults and normalization. */
export type ClientFrame =
  | v.InferInput<typeof JoinRoom>
  | v.InferInput<typeof LeaveRoom>
  | v.InferInput<typeof SendMessage>
  | v.InferInput<typeof SendData>
  | v.InferInput<typeof GetMessages>
  | v.InferInput<typeof Reauthenticate>
  | v.InferInput<typeof Ping>;
