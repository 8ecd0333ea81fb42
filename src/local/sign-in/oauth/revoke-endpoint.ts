import type { HttpRequest } from '../http/http-request';
import { Reply } from '../http/reply';
import type { RefreshTokens } from '../tokens/refresh-tokens';
import type { ClientAuthentication } from './client-authentication';

const JWT = /^[\w-]+\.[\w-]+\.[\w-]+$/;

/**
 * `POST /oauth2/revoke`: ends a sign-in, with all tokens that came of it.
 *
 * @see https://docs.aws.amazon.com/cognito/latest/developerguide/revocation-endpoint.html
 */
export class RevokeEndpoint {
  constructor(private readonly authentication: ClientAuthentication, private readonly refreshTokens: RefreshTokens) {}

  handle(request: HttpRequest): Reply {
    const { form } = request;
    const token = form?.get('token');
    if (!form || form.repeated || token === undefined) return refusal(400, 'invalid_request');
    const client = this.authentication.authenticate(request, form);
    if (!client) return refusal(401, 'invalid_client');
    if (!client.allowsRevocation) return refusal(400, 'invalid_request');
    if (JWT.test(token)) return refusal(400, 'unsupported_token_type'); // an access or ID token
    const signIn = this.refreshTokens.ownerOf(token);
    if (signIn && signIn.clientId !== client.id) return refusal(400, 'unauthorized_client');
    if (signIn) this.refreshTokens.revoke(signIn, client);
    return Reply.empty(200);
  }
}

function refusal(status: number, error: string): Reply {
  return Reply.json(status, { error });
}
