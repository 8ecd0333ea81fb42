import type { ChatErrorCode } from '../connection/chat-error';

const SENTENCES: Record<ChatErrorCode, string> = {
  INVALID_REQUEST: 'The chat room did not accept this.',
  UNKNOWN_ACTION: 'The chat room cannot do this yet. Reload the page to get its newest version.',
  MESSAGE_TOO_LARGE: 'This message is too long.',
  SESSION_EXPIRED: 'Your session has ended. Sign in again.',
  UNAUTHENTICATED: 'Your session has ended. Sign in again.',
  ROOM_NOT_FOUND: 'This room does not exist.',
  NOT_IN_ROOM: 'You are not in this room any more.',
  FORBIDDEN: 'You may not do this here.',
  RATE_LIMITED: 'Too many messages at once. Wait a moment.',
  INTERNAL: 'Something went wrong on our side.',
  DISCONNECTED: 'There is no connection.',
  TIMEOUT: 'The chat room did not answer.',
  TOO_OLD: 'This has waited for more than a day.',
  SIGNED_OUT: 'You are signed out.',
  UNKNOWN: 'The chat room did not accept this.',
};

/** What went wrong, in words. Where this client does not know the code, the server's own. */
export function errorSentence({ code, message }: { readonly code: ChatErrorCode; readonly message: string }): string {
  return code === 'UNKNOWN' && message ? message : SENTENCES[code];
}
