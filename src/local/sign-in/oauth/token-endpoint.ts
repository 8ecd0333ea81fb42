import { CognitoError } from '../cognito-error';
import type { HttpRequest } from '../http/http-request';
import type { Parameters } from '../http/parameters';
import { Reply } from '../http/reply';
import type { AppClient } from '../pool/app-client';
import type { RefreshTokens } from '../tokens/refresh-tokens';
import type { TokenGeneration } from '../tokens/token-generation';
import type { TokenGrant, TokenIssuer } from '../tokens/token-issuer';
import type { TokenOverrides } from '../tokens/token-overrides';
import type { UserDirectory } from '../users/user-directory';
import type { Authorization } from './authorization';
import type { ClientAuthentication } from './client-authentication';

/**
 * `POST /oauth2/token`
 *
 * @see https://docs.aws.amazon.com/cognito/latest/developerguide/token-endpoint.html
 */
export class TokenEndpoint {
  constructor(
    private readonly authentication: ClientAuthentication,
    private readonly authorization: Authorization,
    private readonly refreshTokens: RefreshTokens,
    private readonly tokenGeneration: TokenGeneration,
    private readonly issuer: TokenIssuer,
    private readonly directory: UserDirectory,
  ) {}

  async handle(request: HttpRequest): Promise<Reply> {
    const { form } = request;
    const grantType = form?.get('grant_type');
    if (!form || form.repeated || grantType === undefined) return refusal('invalid_request');
    if (grantType !== 'authorization_code' && grantType !== 'refresh_token') return refusal('unsupported_grant_type');
    const client = this.authentication.authenticate(request, form);
    if (!client) return refusal('invalid_client');
    if (!client.allowsCodeFlow) return refusal('unauthorized_client');
    try {
      return await (grantType === 'authorization_code' ? this.exchange(client, form) : this.refresh(client, form));
    } catch (error) {
      if (error instanceof CognitoError) return refusal('invalid_request', error.message);
      throw error;
    }
  }

  private async exchange(client: AppClient, form: Parameters): Promise<Reply> {
    const code = form.get('code');
    const redirectUri = form.get('redirect_uri');
    if (code === undefined || redirectUri === undefined) return refusal('invalid_request');
    const authorized = this.authorization.redeem(code, client.id, redirectUri, form.get('code_verifier'));
    if (!authorized) return refusal('invalid_grant');
    const { signIn, overrides, nonce } = authorized;
    const user = this.directory.byId(signIn.userId);
    if (!user) return refusal('invalid_grant');
    return this.tokens(client, { signIn, user, nonce }, overrides, this.refreshTokens.issue(signIn, client));
  }

  private async refresh(client: AppClient, form: Parameters): Promise<Reply> {
    const token = form.get('refresh_token');
    if (token === undefined) return refusal('invalid_request');
    const signIn = this.refreshTokens.find(token, client);
    const user = signIn && this.directory.byId(signIn.userId);
    if (!user) return refusal('invalid_grant');
    const overrides = await this.tokenGeneration.overrides('RefreshTokens', user, client.id, signIn.scopes);
    if (!this.refreshTokens.find(token, client)) return refusal('invalid_grant'); // another was faster meanwhile
    return this.tokens(client, { signIn, user }, overrides, this.refreshTokens.rotate(token, client));
  }

  private async tokens(
    client: AppClient,
    grant: Pick<TokenGrant, 'signIn' | 'user' | 'nonce'>,
    overrides: TokenOverrides,
    refreshToken: string | undefined,
  ): Promise<Reply> {
    const tokens = await this.issuer.issue({ ...grant, validity: client.validity, isRevocable: client.allowsRevocation }, overrides);
    return Reply.json(200, {
      ...(grant.signIn.scopes.includes('openid') && { id_token: tokens.idToken }),
      access_token: tokens.accessToken,
      ...(refreshToken !== undefined && { refresh_token: refreshToken }),
      expires_in: tokens.expiresIn,
      token_type: 'Bearer',
    }, { pragma: 'no-cache' });
  }
}

/** Cognito answers all of them with 400, `invalid_client` too. */
function refusal(error: string, description?: string): Reply {
  return Reply.json(400, { error, error_description: description });
}
