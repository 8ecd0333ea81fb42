import { createHash, randomUUID } from 'node:crypto';
import { CognitoError } from '../cognito-error';
import { ExpiringMap } from '../expiring-map';
import { beginSignIn, type SignInRecord } from '../tokens/sign-in-record';
import type { TokenGeneration } from '../tokens/token-generation';
import type { TokenOverrides } from '../tokens/token-overrides';
import type { User } from '../users/user';
import type { AuthorizeRequest } from './authorize-request';

/** @see https://docs.aws.amazon.com/cognito/latest/developerguide/authorization-endpoint.html "valid for five minutes" */
const CODE_MS = 5 * 60_000;

/** Where to send somebody. */
export interface Way {
  readonly location: string;
  /** Whether it leads in. */
  readonly isGranted: boolean;
}

interface Authorized {
  readonly signIn: SignInRecord;
  readonly overrides: TokenOverrides;
  readonly redirectUri: string;
  readonly nonce: string | undefined;
  readonly codeChallenge: string | undefined;
}

/** Authorization codes: what a person who signed in brings back to the client, and the client turns into tokens. */
export class Authorization {
  private readonly codes: ExpiringMap<string, Authorized>;

  constructor(private readonly now: () => number, private readonly tokenGeneration: TokenGeneration) {
    this.codes = new ExpiringMap(now);
  }

  /**
   * Says where to send somebody who signed in. The trigger for token generation runs here, as at Cognito: what it
   * throws the client learns at its callback.
   *
   * @param authTime when they signed in, in seconds since 1970
   */
  async grant(request: AuthorizeRequest, user: User, authTime: number): Promise<Way> {
    const { client, scopes, redirectUri, nonce, codeChallenge } = request;
    try {
      const overrides = await this.tokenGeneration.overrides('HostedAuth', user, client.id, scopes);
      const code = randomUUID();
      const signIn = beginSignIn(user, client.id, scopes, authTime);
      this.codes.set(code, { signIn, overrides, redirectUri, nonce, codeChallenge }, this.now() + CODE_MS);
      return { location: request.callback({ code }), isGranted: true };
    } catch (error) {
      if (!(error instanceof CognitoError)) throw error;
      return { location: request.callback({ error: 'invalid_request', error_description: error.message }), isGranted: false };
    }
  }

  /** Uses a code up, whether it fits or not. `undefined` where it is not good for this client, callback and verifier. */
  redeem(code: string, clientId: string, redirectUri: string, verifier: string | undefined): Authorized | undefined {
    const authorized = this.codes.take(code);
    const fits = authorized?.signIn.clientId === clientId
      && authorized.redirectUri === redirectUri
      && authorized.codeChallenge === (verifier === undefined ? undefined : challengeOf(verifier));
    return fits ? authorized : undefined;
  }
}

/** PKCE, S256. @see https://www.rfc-editor.org/rfc/rfc7636#section-4.6 */
function challengeOf(verifier: string): string {
  return createHash('sha256').update(verifier).digest('base64url');
}
