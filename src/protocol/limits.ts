/**
 * The numbers of the wire contract, and those of the services below it. This file imports nothing: the construct,
 * which jsii compiles, reads it as well as handlers, client and local room.
 */

/** The subprotocol that client and server agree on. */
export const SUBPROTOCOL = 'chat.v1';

/** What stands before the access token in the subprotocol entry that carries it. */
export const BEARER_PREFIX = 'bearer.';

/** Room ids: lower case, so that no two rooms differ by case alone. */
export const ROOM_ID_PATTERN = /^[a-z0-9][a-z0-9-]{0,63}$/;

/** Names that a client gives its sends, so that a retry is the same send. */
export const CLIENT_MESSAGE_ID_PATTERN = /^[A-Za-z0-9_-]{1,64}$/;

/** The room of the `sendMessage` shape `{ data }`. */
export const GENERAL_ROOM = 'general';

/** Code points of a message's text. */
export const MAX_TEXT_LENGTH = 4_000;

/** Code points of a person's name; longer ones are cut. */
export const MAX_NAME_LENGTH = 64;

/** Characters of a `requestId`. */
export const MAX_REQUEST_ID_LENGTH = 64;

/** Messages of a page of history. */
export const MAX_PAGE_LIMIT = 100;

/** Messages of a page of history, where the request names no limit. */
export const DEFAULT_PAGE_LIMIT = 50;

/** Bytes of UTF-8 of a reply: below the 32 KB of a frame, since a frame is what API Gateway bills and splits at. */
export const MAX_REPLY_BYTES = 30 * 1024;

/** Bytes of a WebSocket frame at API Gateway. @see https://docs.aws.amazon.com/apigateway/latest/developerguide/apigateway-execution-service-websocket-limits-table.html */
export const MAX_FRAME_BYTES = 32 * 1024;

/** Bytes of a WebSocket message at API Gateway, in however many frames. */
export const MAX_WEB_SOCKET_MESSAGE_BYTES = 128 * 1024;

/** Rooms joined on one connection. */
export const MAX_ROOMS_PER_CONNECTION = 50;

/** Live connections of one user; one more closes the oldest. */
export const MAX_CONNECTIONS_PER_USER = 20;

/** Messages a second on one connection, in the long run. */
export const DEFAULT_MESSAGE_RATE = 10;

/** How many seconds' worth of messages may come at once. */
export const MESSAGE_BURST_SECONDS = 5;

/** How long a send's `clientMessageId` makes a retry the same send. */
export const IDEMPOTENCY_HOURS = 24;

/** How long an allotted number may stay without a message before anyone may settle it as empty. */
export const UNDECIDED_GRACE_MS = 5_000;

/** How long after its session's end a connection that still takes part in rooms is closed. */
export const EXPIRED_CONNECTION_GRACE_MS = 60_000;

/** API Gateway closes a connection at this age. */
export const MAX_CONNECTION_HOURS = 2;

/** API Gateway closes a connection on which nothing has passed for so long. */
export const IDLE_CONNECTION_MINUTES = 10;

/** API Gateway gives an integration so long to answer. */
export const INTEGRATION_TIMEOUT_SECONDS = 29;

/** A connect ticket is good for one handshake within this time. */
export const TICKET_SECONDS = 30;

/** Largest integer that every JSON reader keeps exact. */
export const MAX_INTEGER = Number.MAX_SAFE_INTEGER;
