import { CognitoIdentityProviderClient, DescribeUserPoolClientCommand } from '@aws-sdk/client-cognito-identity-provider';
import * as v from 'valibot';
import { type AuthorizationServer, InvalidGrantError, type Tokens } from '../sign-in/authorization-server';

/** How long to wait for an endpoint of the login pages. */
const TIMEOUT_MS = 10_000;

const TokenResponse = v.object({ access_token: v.string(), id_token: v.string(), refresh_token: v.optional(v.string()) });
const ErrorResponse = v.object({ error: v.string() });

export interface CognitoSettings {
  readonly userPoolId: string;
  readonly clientId: string;
  readonly tokenUrl: string;
  readonly revokeUrl: string;
  /** As the code was asked for with. */
  readonly callbackUrl: string;
}

/** A Cognito user pool, by its OAuth endpoints. */
export class CognitoAuthorizationServer implements AuthorizationServer {
  private readonly cognito = new CognitoIdentityProviderClient({});
  private clientSecret: Promise<string> | undefined;

  constructor(private readonly settings: CognitoSettings) {}

  async exchange({ code, verifier }: { code: string; verifier: string }): Promise<Tokens> {
    return this.tokens({ grant_type: 'authorization_code', code, code_verifier: verifier, redirect_uri: this.settings.callbackUrl });
  }

  async refresh(refreshToken: string): Promise<Tokens> {
    return this.tokens({ grant_type: 'refresh_token', refresh_token: refreshToken });
  }

  async revoke(refreshToken: string): Promise<void> {
    const response = await this.post(this.settings.revokeUrl, { token: refreshToken });
    if (!response.ok) throw new Error(`the revocation endpoint answered ${response.status} ${await errorOf(response)}`);
  }

  private async tokens(grant: Record<string, string>): Promise<Tokens> {
    const response = await this.post(this.settings.tokenUrl, { ...grant, client_id: this.settings.clientId });
    if (!response.ok) {
      const error = await errorOf(response);
      if (error === 'invalid_grant') throw new InvalidGrantError('the grant was refused');
      throw new Error(`the token endpoint answered ${response.status} ${error}`);
    }
    const tokens = v.parse(TokenResponse, await response.json());
    return { accessToken: tokens.access_token, idToken: tokens.id_token, refreshToken: tokens.refresh_token };
  }

  /** With the client's secret; read once, and again when it is refused, since it may have been rotated. */
  private async post(url: string, form: Record<string, string>): Promise<Response> {
    const response = await this.postWith(await this.secret(), url, form);
    if (response.ok || (await errorOf(response.clone())) !== 'invalid_client') return response;
    this.clientSecret = undefined;
    return this.postWith(await this.secret(), url, form);
  }

  private async postWith(secret: string, url: string, form: Record<string, string>): Promise<Response> {
    const credentials = Buffer.from(`${this.settings.clientId}:${secret}`).toString('base64');
    return fetch(url, {
      method: 'POST',
      headers: { authorization: `Basic ${credentials}` },
      body: new URLSearchParams(form),
      signal: AbortSignal.timeout(TIMEOUT_MS),
    });
  }

  private async secret(): Promise<string> {
    this.clientSecret ??= this.readSecret().catch((error: unknown) => {
      this.clientSecret = undefined;
      throw error;
    });
    return this.clientSecret;
  }

  private async readSecret(): Promise<string> {
    const { userPoolId: UserPoolId, clientId: ClientId } = this.settings;
    const { UserPoolClient } = await this.cognito.send(new DescribeUserPoolClientCommand({ UserPoolId, ClientId }));
    if (!UserPoolClient?.ClientSecret) throw new Error('the user pool client has no secret: it must be a confidential client');
    return UserPoolClient.ClientSecret;
  }
}

async function errorOf(response: Response): Promise<string> {
  const body = v.safeParse(ErrorResponse, await response.json().catch(() => undefined));
  return body.success ? body.output.error : 'without a reason';
}
