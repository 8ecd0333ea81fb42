/** What an access token that holds says of its bearer. */
export interface AccessToken {
  readonly userId: string;
  readonly name: string;
  /** The sign-in that it came from. */
  readonly originJti: string;
  /** Milliseconds since 1970. */
  readonly expiresAt: number;
}

/** Reads access tokens. */
export interface AccessTokenVerifier {
  /** @returns `undefined` for whatever is not an unexpired access token of this client and issuer */
  verify(token: string): Promise<AccessToken | undefined>;
}
