import * as v from 'valibot';
import type { FrameErrorCode } from './error-code';
import { MAX_INTEGER, MAX_PAGE_LIMIT, MAX_REQUEST_ID_LENGTH, MAX_TEXT_LENGTH } from './limits';
import { GetMessages, JoinRoom, LeaveRoom, Ping, Reauthenticate, SendData, SendMessage, TEXT_TOO_LONG, type ClientRequest } from './request';

/** A frame as a request, or what is wrong with it; `requestId` whenever it is readable. */
export type ParsedRequest =
  | { readonly request: ClientRequest; readonly requestId?: string }
  | { readonly error: RequestError; readonly requestId?: string };

/** Why a frame is no request. */
export interface RequestError {
  readonly code: Extract<FrameErrorCode, 'INVALID_REQUEST' | 'UNKNOWN_ACTION' | 'MESSAGE_TOO_LARGE'>;
  /** For a person: names the field, and says what is allowed. */
  readonly message: string;
}

const SEQ_RULE = `must be a whole number from 0 to ${MAX_INTEGER}`;
const TEXT_RULE = `must be text of 1 to ${MAX_TEXT_LENGTH} characters, well-formed, without control characters but tab and newline`;

/** What is allowed in each field, as said to the person who got it wrong. */
const RULES: Record<string, string> = {
  requestId: `must be text of 1 to ${MAX_REQUEST_ID_LENGTH} characters`,
  roomId: 'must be 1 to 64 characters of a-z, 0-9 and "-", the first a letter or digit',
  clientMessageId: 'must be 1 to 64 characters of A-Z, a-z, 0-9, "_" and "-"',
  text: TEXT_RULE,
  data: TEXT_RULE,
  before: SEQ_RULE,
  after: SEQ_RULE,
  limit: `must be a whole number from 1 to ${MAX_PAGE_LIMIT}`,
  token: 'must be an access token',
};

const SCHEMAS = {
  joinRoom: JoinRoom,
  leaveRoom: LeaveRoom,
  sendMessage: SendMessage,
  getMessages: GetMessages,
  reauthenticate: Reauthenticate,
  ping: Ping,
};

/**
 * Reads a frame. Whatever it holds, the answer is a request or an error that names what is wrong.
 */
export function parseRequest(body: string | undefined): ParsedRequest {
  const frame = parseJson(body ?? '');
  if (frame === undefined) return { error: invalid('the frame is not JSON') };
  if (typeof frame !== 'object' || frame === null || Array.isArray(frame)) return { error: invalid('the frame must be a JSON object') };

  const fields = frame as Record<string, unknown>;
  const id = v.safeParse(Ping.entries.requestId, fields.requestId);
  if (!id.success) return { error: invalid(`requestId ${RULES.requestId}`) };
  const requestId = id.output === undefined ? {} : { requestId: id.output };

  const result = parseFields(fields);
  return 'code' in result ? { error: result, ...requestId } : { request: result, ...requestId };
}

/**
 * Reads the path and query of `GET /rooms/{roomId}/messages`: the fields of `getMessages`, numbers as digits.
 */
export function parseHistoryRequest(
  { roomId, before, after, limit }: Record<string, string | undefined>,
): { readonly request: GetMessages } | { readonly error: RequestError } {
  const result = parseFields({ action: 'getMessages', roomId, before: fromDigits(before), after: fromDigits(after), limit: fromDigits(limit) });
  return 'code' in result ? { error: result } : { request: result as GetMessages };
}

function parseFields(fields: Record<string, unknown>): ClientRequest | RequestError {
  const { action } = fields;
  if (action === undefined) return invalid('action is missing');
  if (typeof action !== 'string' || action === '') return invalid('action must be the name of an action');
  if (!Object.hasOwn(SCHEMAS, action)) return { code: 'UNKNOWN_ACTION', message: `there is no action "${cut(action)}"` };

  if (action === 'sendMessage' && fields.data !== undefined) {
    return fields.text === undefined ? check(SendData, fields) : invalid('text and data cannot go together');
  }
  if (action === 'getMessages' && fields.before !== undefined && fields.after !== undefined) {
    return invalid('before and after cannot go together');
  }
  return check(SCHEMAS[action as keyof typeof SCHEMAS], fields);
}

function check(schema: v.GenericSchema<unknown, ClientRequest>, fields: Record<string, unknown>): ClientRequest | RequestError {
  const result = v.safeParse(schema, fields, { abortEarly: true });
  if (result.success) return result.output;
  const [issue] = result.issues;
  const field = String(issue.path?.[0]?.key);
  if (issue.message === TEXT_TOO_LONG) return { code: 'MESSAGE_TOO_LARGE', message: `${field} is longer than ${MAX_TEXT_LENGTH} characters` };
  return invalid(fields[field] === undefined ? `${field} is missing: it ${RULES[field]}` : `${field} ${RULES[field]}`);
}

/** A number as a query has it; whatever is none stays what it is, to be refused by its field's rule. */
function fromDigits(value: string | undefined): number | string | undefined {
  return value !== undefined && /^\d+$/.test(value) ? Number(value) : value;
}

function parseJson(body: string): unknown {
  try {
    return JSON.parse(body) as unknown;
  } catch {
    return undefined;
  }
}

function invalid(message: string): RequestError {
  return { code: 'INVALID_REQUEST', message };
}

/** So much of a client's own word that a person recognizes it. */
function cut(word: string): string {
  return word.length <= 40 ? word.toWellFormed() : `${word.slice(0, 40).toWellFormed()}…`;
}
