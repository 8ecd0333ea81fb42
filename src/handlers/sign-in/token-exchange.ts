import type { AccessToken } from '../chat/access-token';
import type { AuthorizationServer } from './authorization-server';
import type { IdTokenVerifier } from './id-token';
import type { SealedCookie } from './sealed-cookie';

/** A sign-in from its start to its callback. */
export interface PendingSignIn {
  readonly state: string;
  readonly nonce: string;
  readonly verifier: string;
  readonly returnTo: string;
}

/** A sign-in that lasts: what a browser keeps of it, and cannot read. */
export interface Session {
  readonly refreshToken: string;
}

/** What the token exchange works with. All URLs are whole. */
export interface TokenExchange {
  readonly clientId: string;
  readonly authorizeUrl: string;
  readonly logoutUrl: string;
  readonly callbackUrl: string;
  readonly pageUrl: string;
  /** Names of the identity providers that may be asked for. */
  readonly identityProviders: readonly string[];
  readonly server: AuthorizationServer;
  /** What an access token says that the server gave. */
  readonly readAccessToken: (token: string) => AccessToken;
  readonly idTokens: IdTokenVerifier;
  readonly pending: SealedCookie<PendingSignIn>;
  readonly session: SealedCookie<Session>;
}
