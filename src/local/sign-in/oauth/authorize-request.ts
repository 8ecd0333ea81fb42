import type { Parameters } from '../http/parameters';
import type { AppClient } from '../pool/app-client';

/** What login pages carry along from page to page. */
const CARRIED = ['response_type', 'client_id', 'redirect_uri', 'state', 'scope', 'nonce', 'code_challenge', 'code_challenge_method', 'login_hint'];

/** These scopes say something of an ID token, so they need one. */
const OPENID_SCOPES = ['profile', 'email', 'phone'];

const S256_CHALLENGE = /^[A-Za-z0-9_-]{43}$/;

/**
 * An authorize request that is not in order. Where client or callback are in doubt nobody is sent anywhere; else the
 * client learns the error at its callback.
 *
 * @see https://docs.aws.amazon.com/cognito/latest/developerguide/authorization-endpoint.html
 */
export class AuthorizeRefusal extends Error {
  constructor(
    /** As in OAuth, or Cognito's `redirect_mismatch`. */
    readonly code: string,
    message: string,
    /** `undefined` where nobody may be sent anywhere. */
    readonly redirectTo?: string,
  ) {
    super(message);
  }
}

/** An authorize request that is in order. */
export class AuthorizeRequest {
  /** @throws AuthorizeRefusal */
  static read(query: Parameters, clients: ReadonlyMap<string, AppClient>): AuthorizeRequest {
    if (query.repeated) throw new AuthorizeRefusal('invalid_request', `The parameter ${query.repeated} came twice.`);
    const client = clients.get(query.get('client_id') ?? '');
    if (!client) throw new AuthorizeRefusal('invalid_client', 'There is no app client of that client_id.');
    const redirectUri = query.get('redirect_uri');
    if (redirectUri === undefined || !client.callbackUrls.includes(redirectUri)) {
      throw new AuthorizeRefusal('redirect_mismatch', 'The redirect_uri is not one of the callback URLs of the app client.');
    }
    const request = new AuthorizeRequest(client, redirectUri, query);
    const error = request.fault();
    if (error) throw new AuthorizeRefusal(error, error, request.callback({ error }));
    return request;
  }

  readonly scopes: readonly string[];
  readonly nonce: string | undefined;
  readonly codeChallenge: string | undefined;
  readonly prompt: string | undefined;
  /** The address with which the login page begins. */
  readonly loginHint: string | undefined;

  private constructor(readonly client: AppClient, readonly redirectUri: string, private readonly query: Parameters) {
    this.scopes = query.get('scope')?.split(' ').filter(Boolean) ?? client.scopes;
    this.nonce = query.get('nonce');
    this.codeChallenge = query.get('code_challenge');
    this.prompt = query.get('prompt');
    this.loginHint = query.get('login_hint');
  }

  /** The callback with parameters of ours, and with the `state` that came. */
  callback(parameters: Record<string, string>): string {
    const state = this.query.get('state');
    const url = new URL(this.redirectUri);
    for (const [name, value] of Object.entries(parameters)) url.searchParams.append(name, value);
    if (state !== undefined) url.searchParams.append('state', state);
    return url.href;
  }

  /** The address of a login page, which leads back to where this request leads. */
  pageUrl(path: string): string {
    const carried = new URLSearchParams();
    for (const name of CARRIED) {
      const value = this.query.get(name);
      if (value !== undefined) carried.append(name, value);
    }
    return `${path}?${carried.toString()}`;
  }

  private fault(): string | undefined {
    const responseType = this.query.get('response_type');
    if (responseType !== 'code' && responseType !== 'token') return 'invalid_request';
    if (responseType === 'token') return this.client.allowsImplicitFlow ? 'unsupported_response_type' : 'unauthorized_client';
    if (!this.client.allowsCodeFlow) return 'unauthorized_client';
    if (!this.hasProperChallenge()) return 'invalid_request';
    return this.hasProperScopes() ? undefined : 'invalid_scope';
  }

  /** Cognito knows PKCE by S256 alone. */
  private hasProperChallenge(): boolean {
    const method = this.query.get('code_challenge_method');
    if (this.codeChallenge === undefined) return method === undefined;
    return method === 'S256' && S256_CHALLENGE.test(this.codeChallenge);
  }

  private hasProperScopes(): boolean {
    const needsOpenid = this.scopes.some((scope) => OPENID_SCOPES.includes(scope));
    return this.scopes.every((scope) => this.client.scopes.includes(scope)) && (!needsOpenid || this.scopes.includes('openid'));
  }
}
