/**
 * Names that construct and handlers share: the variables by which a function learns where it runs. The construct
 * writes them into the template, the handlers read them, the local room adds to them. This file imports nothing,
 * since jsii compiles it. Every URL is whole; no handler puts a host name together.
 */
export const Variable = {
  /** Table of rooms, members, messages and receipts. */
  CHAT_TABLE: 'CHAT_TABLE',
  /** Table of connections, who is in which room, tickets. */
  CONNECTIONS_TABLE: 'CONNECTIONS_TABLE',
  /** Origins whose pages may connect, separated by spaces. `http://localhost:*` stands for every port. */
  ALLOWED_ORIGINS: 'ALLOWED_ORIGINS',
  /** Base address of `@connections`, as `https://…/<stage>`. */
  CONNECTIONS_URL: 'CONNECTIONS_URL',
  /** Messages a second on a connection; 0 for no limit. */
  MESSAGE_RATE: 'MESSAGE_RATE',
  /** Issuer of the tokens, as in their `iss`. */
  ISSUER: 'ISSUER',
  /** Where the issuer publishes its keys. */
  JWKS_URL: 'JWKS_URL',
  /** The client that tokens must be made for. */
  CLIENT_ID: 'CLIENT_ID',
  /** The user pool of that client. */
  USER_POOL_ID: 'USER_POOL_ID',
  /** The authorization endpoint of the login pages. */
  AUTHORIZE_URL: 'AUTHORIZE_URL',
  /** The token endpoint. */
  TOKEN_URL: 'TOKEN_URL',
  /** The revocation endpoint. */
  REVOKE_URL: 'REVOKE_URL',
  /** The logout endpoint of the login pages. */
  LOGOUT_URL: 'LOGOUT_URL',
  /** Where the login pages send people back to: `/auth/callback` of the page. */
  CALLBACK_URL: 'CALLBACK_URL',
  /** Secret with which cookies are sealed. */
  COOKIE_SECRET: 'COOKIE_SECRET',
  /** Address of the page, without a slash at its end. */
  PAGE_URL: 'PAGE_URL',
  /** Address of the WebSocket API, with its stage. */
  WEB_SOCKET_URL: 'WEB_SOCKET_URL',
  /** What the page calls the chat room. */
  TITLE: 'TITLE',
  /** Name of the environment that is deployed, as `dev`. */
  ENVIRONMENT_NAME: 'ENVIRONMENT_NAME',
  /** Names of the identity providers besides e-mail, separated by spaces. */
  IDENTITY_PROVIDERS: 'IDENTITY_PROVIDERS',
  /** How much is logged: `DEBUG`, `INFO`, `WARN` or `ERROR`. */
  LOG_LEVEL: 'LOG_LEVEL',
} as const;

/** The name of one of those variables. */
export type Variable = (typeof Variable)[keyof typeof Variable];
