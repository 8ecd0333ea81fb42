import type { HttpRequest } from '../http/http-request';
import { Reply } from '../http/reply';
import { attributeClaims } from '../tokens/attribute-claims';
import type { RefreshTokens } from '../tokens/refresh-tokens';
import type { SigningKeys } from '../tokens/signing-keys';
import type { UserDirectory } from '../users/user-directory';

/**
 * `GET /oauth2/userInfo`
 *
 * @see https://docs.aws.amazon.com/cognito/latest/developerguide/userinfo-endpoint.html
 */
export class UserInfoEndpoint {
  constructor(
    private readonly issuer: string,
    private readonly keys: SigningKeys,
    private readonly refreshTokens: RefreshTokens,
    private readonly directory: UserDirectory,
    private readonly now: () => number,
  ) {}

  async handle(request: HttpRequest): Promise<Reply> {
    const [, token] = /^bearer +([\w.-]+)$/i.exec(request.headers.authorization ?? '') ?? [];
    if (token === undefined) return refusal(400, 'invalid_request', 'Bad OAuth2 request at UserInfo Endpoint');
    const claims = await this.keys.verifyAccessToken(token, this.issuer, this.now());
    const user = this.directory.byId(claims?.sub ?? '');
    const scopes = String(claims?.scope ?? '').split(' ');
    if (!user || !scopes.includes('openid') || this.refreshTokens.isRevoked(claims?.origin_jti)) {
      return refusal(401, 'invalid_token', 'Access token is expired, disabled, or deleted, or the user has globally signed out.');
    }
    const attributes = Object.entries(attributeClaims(user, scopes)).map(([name, value]) => [name, String(value)]); // `"true"`, too
    return Reply.json(200, { sub: user.id, ...Object.fromEntries(attributes), username: user.id });
  }
}

function refusal(status: number, error: string, description: string): Reply {
  return Reply.json(status, { error, error_description: description }, { 'www-authenticate': `Bearer error="${error}", error_description="${description}"` });
}
