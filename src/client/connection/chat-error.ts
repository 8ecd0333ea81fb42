import type { FrameErrorCode } from '../../protocol/error-code';

/**
 * What can go wrong with a request: what the server says, and
 *
 * - `DISCONNECTED`: there is no connection, or it went before the answer came
 * - `TIMEOUT`: no answer within 30 s
 * - `TOO_OLD`: a message that waited for more than a day; it is sent on request only
 * - `SIGNED_OUT`: there is no token any more
 * - `UNKNOWN`: a code that this client does not know
 */
export type ChatErrorCode = FrameErrorCode | 'DISCONNECTED' | 'TIMEOUT' | 'TOO_OLD' | 'SIGNED_OUT' | 'UNKNOWN';

/** Why a request had no success. */
export class ChatError extends Error {
  public override readonly name = 'ChatError';

  constructor(public readonly code: ChatErrorCode, message: string, public readonly retryAfterMs?: number) {
    super(message);
  }

  /** Whether the same request may well succeed later, and is safe to repeat. */
  public get isPassing(): boolean {
    return ['RATE_LIMITED', 'INTERNAL', 'TIMEOUT'].includes(this.code);
  }
}

/** What was thrown, as a `ChatError`. */
export function chatError(thrown: unknown): ChatError {
  return thrown instanceof ChatError ? thrown : new ChatError('INTERNAL', String(thrown));
}
