import * as v from 'valibot';
import { RoomEvent } from '../../protocol/event';
import { Reply, type ErrorReply } from '../../protocol/reply';
import { ChatError } from './chat-error';

/** A reply that is not an error. */
export type Answer = Exclude<Reply, ErrorReply>;

/** What a frame from the server turns out to be. */
export type IncomingFrame =
  | { readonly kind: 'answer'; readonly requestId: string | undefined; readonly answer: Answer }
  | { readonly kind: 'error'; readonly requestId: string | undefined; readonly error: ChatError }
  | { readonly kind: 'events'; readonly events: RoomEvent[] }
  /** API Gateway's own, as when a function crashed: something that was asked will not be answered. */
  | { readonly kind: 'foreign' };

const Typed = v.looseObject({ type: v.string(), requestId: v.optional(v.string()) });
const LooseError = v.looseObject({ code: v.string(), message: v.optional(v.string(), ''), retryAfterMs: v.optional(v.number()) });
const Events = v.object({ events: v.array(v.unknown()) }); // not as a whole: one event that cannot be read does not spoil the others
const REPLY_TYPES = ['joined', 'left', 'sent', 'messages', 'reauthenticated', 'pong'];

/** Reads a frame. Events that this client does not know are passed over. */
export function readFrame(data: unknown): IncomingFrame {
  const typed = v.safeParse(Typed, parseJson(data));
  if (!typed.success) return { kind: 'foreign' };
  const { type, requestId } = typed.output;
  if (type === 'error') return { kind: 'error', requestId, error: readError(typed.output) };
  if (type === 'batch') return { kind: 'events', events: readBatch(typed.output) };
  if (!REPLY_TYPES.includes(type)) return { kind: 'events', events: readEvent(typed.output) };

  const reply = v.safeParse(Reply, typed.output);
  if (reply.success) return { kind: 'answer', requestId, answer: reply.output as Answer };
  return { kind: 'error', requestId, error: new ChatError('INTERNAL', `the server's "${type}" cannot be read`) };
}

function readError(frame: unknown): ChatError {
  const known = v.safeParse(Reply, frame);
  if (known.success) {
    const { code, message, retryAfterMs } = known.output as ErrorReply;
    return new ChatError(code, message, retryAfterMs);
  }
  const loose = v.safeParse(LooseError, frame);
  return new ChatError('UNKNOWN', loose.success ? loose.output.message : '');
}

function readBatch(frame: unknown): RoomEvent[] {
  const batch = v.safeParse(Events, frame);
  return batch.success ? batch.output.events.flatMap(readEvent) : [];
}

function readEvent(event: unknown): RoomEvent[] {
  const known = v.safeParse(RoomEvent, event);
  return known.success ? [known.output] : [];
}

function parseJson(data: unknown): unknown {
  try {
    return JSON.parse(String(data)) as unknown;
  } catch {
    return undefined;
  }
}
