import * as v from 'valibot';

/** What can be wrong with a frame, in the order in which it is found out. */
export const FRAME_ERROR_CODES = [
  'INVALID_REQUEST',
  'UNKNOWN_ACTION',
  'MESSAGE_TOO_LARGE',
  'SESSION_EXPIRED',
  'UNAUTHENTICATED',
  'ROOM_NOT_FOUND',
  'NOT_IN_ROOM',
  'FORBIDDEN',
  'RATE_LIMITED',
  'INTERNAL',
] as const;
export const FrameErrorCode = v.picklist(FRAME_ERROR_CODES);
export type FrameErrorCode = v.InferOutput<typeof FrameErrorCode>;

/** What can be wrong with a request over HTTP, and its status. */
export const HTTP_ERROR_STATUS = {
  INVALID_REQUEST: 400,
  UNAUTHENTICATED: 401,
  FORBIDDEN: 403,
  NOT_FOUND: 404,
  ROOM_NOT_FOUND: 404,
  MESSAGE_TOO_LARGE: 413,
  RATE_LIMITED: 429,
  INTERNAL: 500,
} as const;
export type HttpErrorCode = keyof typeof HTTP_ERROR_STATUS;
