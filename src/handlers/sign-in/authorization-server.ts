/** Tokens as the token endpoint gives them. */
export interface Tokens {
  readonly accessToken: string;
  readonly idToken: string;
  /** Absent where a refresh did not rotate it. */
  readonly refreshToken?: string | undefined;
}

/** The token endpoint refused the grant: the code or refresh token is used, expired, revoked or never was. */
export class InvalidGrantError extends Error {
  constructor(message: string) {
    super(message);
    this.name = 'InvalidGrantError';
  }
}

/** Who authenticates people and gives tokens for them. */
export interface AuthorizationServer {
  exchange(grant: { readonly code: string; readonly verifier: string }): Promise<Tokens>;
  refresh(refreshToken: string): Promise<Tokens>;
  /** Ends the sign-in that a refresh token came from. */
  revoke(refreshToken: string): Promise<void>;
}
