import { createHash, randomUUID } from 'node:crypto';
import type * as http from 'node:http';
import { CLIENT_ID, hashOf, Issuer } from '../issuer';
import { bodyOf, type LoopbackServer, serve } from '../loopback-server';

/** What the login pages remember of who went through them. */
interface Grant {
  readonly challenge: string;
  readonly redirectUri: string;
  readonly nonce: string;
  readonly sub: string;
}

/** An answer in place of the right one. */
export interface Answer {
  readonly status: number;
  readonly body: object;
}

/**
 * A user pool by its OAuth endpoints, and the two AWS services that the token exchange asks: Cognito for the client's
 * secret, Secrets Manager for the cookies'.
 */
export class FakeAuthorizationServer {
  static async start(): Promise<FakeAuthorizationServer> {
    const fake = new FakeAuthorizationServer(await Issuer.start());
    fake.loopback = await serve((request, response) => {
      void bodyOf(request).then((body) => fake.answer(request, body)).then(
        ({ status, body }) => { response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(body)); },
        () => response.destroy(),
      );
    });
    return fake;
  }

  readonly authorizeUrl = 'https://login.example.com/oauth2/authorize';
  clientSecret = 'a-client-secret';
  /** Whether a refresh token is good for one refresh. */
  rotates = true;
  cookieSecrets: { current: string; previous?: string } = { current: 'first-cookie-secret' };
  /** The forms that were posted, the newest last. */
  readonly forms: Record<string, string>[] = [];
  /** Changes the claims of ID tokens. */
  idClaims: object = {};
  /** Answers in place of the right ones, by path or AWS action. */
  readonly answers = new Map<string, Answer>();
  readonly refreshTokens = new Map<string, string>();
  private readonly codes = new Map<string, Grant>();
  private loopback!: LoopbackServer;

  private constructor(readonly issuer: Issuer) {}

  /** As the template and Lambda set it. */
  get variables(): Record<string, string> {
    return {
      AWS_REGION: 'eu-central-1',
      AWS_ACCESS_KEY_ID: 'AKIDEXAMPLE',
      AWS_SECRET_ACCESS_KEY: 'wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY',
      AWS_ENDPOINT_URL_COGNITO_IDENTITY_PROVIDER: this.loopback.url,
      AWS_ENDPOINT_URL_SECRETS_MANAGER: this.loopback.url,
      ISSUER: this.issuer.url,
      JWKS_URL: this.issuer.newJwksUrl,
      CLIENT_ID,
      USER_POOL_ID: 'eu-central-1_example',
      AUTHORIZE_URL: this.authorizeUrl,
      TOKEN_URL: `${this.loopback.url}/oauth2/token`,
      REVOKE_URL: `${this.loopback.url}/oauth2/revoke`,
      LOGOUT_URL: 'https://login.example.com/logout',
      CALLBACK_URL: 'https://chat.example.com/auth/callback',
      PAGE_URL: 'https://chat.example.com',
      ALLOWED_ORIGINS: 'https://chat.example.com http://localhost:*',
      COOKIE_SECRET: 'arn:aws:secretsmanager:eu-central-1:123456789012:secret:cookies',
      IDENTITY_PROVIDERS: 'Google',
    };
  }

  /** A person goes through the login pages, and is sent back with this. */
  signIn(location: string, sub = 'ada'): { code: string; state: string } {
    const url = new URL(location);
    const asked = Object.fromEntries(url.searchParams) as Record<string, string>;
    const { code_challenge: challenge, redirect_uri: redirectUri, nonce, state } = asked;
    const code = randomUUID();
    this.codes.set(code, { challenge, redirectUri, nonce, sub });
    return { code, state };
  }

  /** As right after the start. */
  reset(): void {
    this.answers.clear();
    this.forms.length = 0;
    this.idClaims = {};
    this.rotates = true;
    this.clientSecret = 'a-client-secret';
    this.cookieSecrets = { current: 'first-cookie-secret' };
    this.issuer.keyAnswer = () => this.issuer.publish(this.issuer.key);
  }

  async stop(): Promise<void> {
    await Promise.all([this.loopback.stop(), this.issuer.stop()]);
  }

  private answer(request: http.IncomingMessage, body: string): Answer {
    const action = String(request.headers['x-amz-target'] ?? request.url).split(/[./]/).at(-1)!;
    const instead = this.answers.get(action);
    if (instead) return instead;
    switch (action) {
      case 'DescribeUserPoolClient':
        return ok({ UserPoolClient: { ClientSecret: this.clientSecret } });
      case 'GetSecretValue':
        return this.cookieSecret((JSON.parse(body) as { VersionStage: string }).VersionStage);
      case 'token':
      case 'revoke':
        return this.oauth(action, request.headers, Object.fromEntries(new URLSearchParams(body)));
      default:
        return { status: 404, body: {} };
    }
  }

  private cookieSecret(stage: string): Answer {
    const { current, previous } = this.cookieSecrets;
    const value = stage === 'AWSCURRENT' ? current : previous;
    return value === undefined ? { status: 400, body: { __type: 'ResourceNotFoundException', message: 'no such version' } } : ok({ SecretString: value });
  }

  private oauth(action: 'token' | 'revoke', headers: http.IncomingHttpHeaders, form: Record<string, string>): Answer {
    this.forms.push(form);
    const credentials = Buffer.from(`${CLIENT_ID}:${this.clientSecret}`).toString('base64');
    if (headers.authorization !== `Basic ${credentials}`) return { status: 401, body: { error: 'invalid_client' } };
    if (!headers['content-type']?.startsWith('application/x-www-form-urlencoded')) return { status: 400, body: { error: 'invalid_request' } };
    if (action === 'revoke') {
      this.refreshTokens.delete(form.token);
      return ok({});
    }
    if (form.client_id !== CLIENT_ID) return { status: 400, body: { error: 'invalid_request' } };
    return form.grant_type === 'authorization_code' ? this.redeem(form) : this.refresh(form);
  }

  private redeem({ code, code_verifier: verifier, redirect_uri: redirectUri }: Record<string, string>): Answer {
    const grant = this.codes.get(code);
    this.codes.delete(code);
    const isOurs = grant?.redirectUri === redirectUri && grant?.challenge === createHash('sha256').update(verifier).digest('base64url');
    return isOurs ? this.tokens(grant!.sub, grant!.nonce) : { status: 400, body: { error: 'invalid_grant' } };
  }

  private refresh({ refresh_token: token }: Record<string, string>): Answer {
    const sub = this.refreshTokens.get(token);
    if (sub === undefined) return { status: 400, body: { error: 'invalid_grant' } };
    if (this.rotates) this.refreshTokens.delete(token);
    return this.tokens(sub);
  }

  private tokens(sub: string, nonce?: string): Answer {
    const refreshToken = `refresh-${randomUUID()}`;
    this.refreshTokens.set(refreshToken, sub);
    const accessToken = this.issuer.accessToken({ sub, name: 'Ada', jti: randomUUID() });
    const idToken = this.issuer.idToken({ sub, nonce, at_hash: hashOf(accessToken), ...this.idClaims });
    return ok({
      access_token: accessToken,
      id_token: idToken,
      token_type: 'Bearer',
      expires_in: 3_600,
      ...((nonce !== undefined || this.rotates) && { refresh_token: refreshToken }),
    });
  }
}

function ok(body: object): Answer {
  return { status: 200, body };
}
