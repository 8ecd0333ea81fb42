import type { HttpRequest } from '../http/http-request';
import { Reply } from '../http/reply';
import type { Browsers } from '../pages/browsers';
import type { ErrorPage } from '../pages/error-page';
import { LoginPath } from '../pages/login-page';
import type { AppClient } from '../pool/app-client';
import { AuthorizeRefusal, AuthorizeRequest } from './authorize-request';

/**
 * `GET /logout`: forgets who signed in with this browser, and sends it to a sign-out URL of the client, or to the login
 * page.
 *
 * @see https://docs.aws.amazon.com/cognito/latest/developerguide/logout-endpoint.html
 */
export class LogoutEndpoint {
  constructor(
    private readonly clients: ReadonlyMap<string, AppClient>,
    private readonly browsers: Browsers,
    private readonly errorPage: ErrorPage,
  ) {}

  handle(request: HttpRequest): Reply {
    try {
      const location = this.destination(request);
      return Reply.redirect(location).with({ 'set-cookie': this.browsers.update(request, {}).cookie });
    } catch (error) {
      if (error instanceof AuthorizeRefusal) return this.errorPage.reply(400, 'You are still signed in', error.message, error.code);
      throw error;
    }
  }

  private destination({ query }: HttpRequest): string {
    const logoutUri = query.get('logout_uri');
    if (logoutUri === undefined) return AuthorizeRequest.read(query, this.clients).pageUrl(LoginPath.SIGN_IN);
    if (query.repeated) throw new AuthorizeRefusal('invalid_request', `The parameter ${query.repeated} came twice.`);
    const client = this.clients.get(query.get('client_id') ?? '');
    if (!client) throw new AuthorizeRefusal('invalid_client', 'There is no app client of that client_id.');
    if (!client.logoutUrls.includes(logoutUri)) {
      throw new AuthorizeRefusal('redirect_mismatch', 'The logout_uri is not one of the sign-out URLs of the app client.');
    }
    return logoutUri;
  }
}
