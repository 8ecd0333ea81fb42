import { Reply } from '../http/reply';
import type { Browsers } from '../pages/browsers';
import { LoginPath, type Visit } from '../pages/login-page';
import type { User } from '../users/user';
import type { UserDirectory } from '../users/user-directory';
import type { Authorization } from './authorization';

/** `prompt` values that ask for the login page, whoever is signed in. */
const ASK_AGAIN = ['login', 'select_account'];

/**
 * `GET /oauth2/authorize`: to the login pages, or straight back for somebody who has signed in within the hour.
 *
 * @see https://docs.aws.amazon.com/cognito/latest/developerguide/authorization-endpoint.html
 */
export class AuthorizeEndpoint {
  constructor(
    private readonly browsers: Browsers,
    private readonly directory: UserDirectory,
    private readonly authorization: Authorization,
    private readonly now: () => number,
  ) {}

  async handle({ authorize, browser }: Visit): Promise<Reply> {
    const { signedIn } = browser.session;
    const user = signedIn && this.directory.byId(signedIn.userId);
    if (user && !ASK_AGAIN.includes(authorize.prompt ?? '')) {
      return Reply.redirect((await this.authorization.grant(authorize, user, signedIn.authTime)).location);
    }
    if (authorize.prompt === 'none') return Reply.redirect(authorize.callback({ error: 'login_required' }));
    return Reply.redirect(authorize.pageUrl(LoginPath.SIGN_IN));
  }

  /** Somebody proved who they are: back to the client with them. */
  async complete({ request, authorize }: Visit, user: User): Promise<Reply> {
    const authTime = Math.floor(this.now() / 1_000);
    const { location, isGranted } = await this.authorization.grant(authorize, user, authTime);
    const browser = this.browsers.update(request, isGranted ? { signedIn: { userId: user.id, authTime } } : {});
    return Reply.redirect(location).with({ 'set-cookie': browser.cookie });
  }
}
