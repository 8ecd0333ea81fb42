import type { ChatErrorCode } from './chat-error';

/** A message that the server has not confirmed yet. Plain data, so that it can be kept elsewhere. */
export interface Unsent {
  readonly clientMessageId: string;
  readonly text: string;
  /** Milliseconds since 1970. */
  readonly createdAt: number;
  /** Why it is not tried any more, until somebody asks for it. */
  readonly failure?: { readonly code: ChatErrorCode; readonly message: string };
}

/** Keeps unsent messages beyond the life of a page. */
export interface UnsentStore {
  load(roomId: string): Unsent[];
  save(roomId: string, unsent: Unsent): void;
  remove(roomId: string, clientMessageId: string): void;
}

/** Keeps nothing. */
export const noStore: UnsentStore = { load: () => [], save: () => {}, remove: () => {} };
