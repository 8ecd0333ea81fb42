/** An access token, and until when it is good. The answer of `POST /auth/token` has this form. */
export interface AccessToken {
  readonly accessToken: string;
  /** ISO 8601. */
  readonly expiresAt: string;
}

/**
 * Brings an access token: `undefined` where the person is signed out; throws where it is worth another try later.
 *
 * @param stale a token that will not do any more, since the server refused it or it soon ends: bring another
 */
export type GetToken = (stale?: string) => Promise<AccessToken | undefined>;
