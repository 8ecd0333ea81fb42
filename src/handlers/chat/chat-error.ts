import type { FrameErrorCode } from '../../protocol/error-code';

/** Something that a client did wrong or may not do. Its message is for the person at the other end. */
export class ChatError extends Error {
  constructor(readonly code: FrameErrorCode, message: string, readonly retryAfterMs?: number) {
    super(message);
    this.name = 'ChatError';
  }
}
