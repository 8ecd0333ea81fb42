import { CognitoError } from '../cognito-error';
import { Reply } from '../http/reply';
import type { AuthorizeEndpoint } from '../oauth/authorize-endpoint';
import type { Registration } from '../users/registration';
import type { User } from '../users/user';
import type { UserDirectory } from '../users/user-directory';
import type { Browsers } from './browsers';
import { form } from './form';
import { FormProblem } from './form-problem';
import { html } from './html';
import { inboxHint } from './inbox-hint';
import { LoginPath, type LoginPage, type Visit } from './login-page';
import type { Page } from './page';

/** Confirming an e-mail address, by somebody who has just given their password with the same browser. */
export class ConfirmPage implements LoginPage {
  readonly path = LoginPath.CONFIRM;

  constructor(
    private readonly page: Page,
    private readonly registration: Registration,
    private readonly directory: UserDirectory,
    private readonly browsers: Browsers,
    private readonly authorizeEndpoint: AuthorizeEndpoint,
    private readonly inboxUrl: string | undefined,
  ) {}

  show(visit: Visit, problem?: FormProblem): Reply {
    const { authorize, browser, request } = visit;
    const user = this.confirming(visit);
    if (!user) return Reply.redirect(authorize.pageUrl(LoginPath.SIGN_IN));
    const isSentAgain = request.query.get('sent') !== undefined && !problem;
    const resend = `${authorize.pageUrl(LoginPath.RESEND_CODE)}&form_token=${browser.formToken}`;
    return this.page.reply({
      status: problem?.status ?? 200,
      heading: 'Confirm your e-mail',
      formTarget: authorize.redirectUri,
      body: html`${isSentAgain
        ? html`<p class="notice" role="status">A new code is in the mail to ${user.email}. Only the newest one is good.</p>`
        : html`<p>We sent a code to ${user.email}. Enter it here.</p>`}
${form({
  action: authorize.pageUrl(this.path),
  formToken: browser.formToken,
  button: 'Confirm',
  fields: [{ name: 'code', label: 'Code', type: 'text', autocomplete: 'one-time-code', isNumeric: true }],
}, problem)}
<p class="links"><a href="${resend}">Send a new code</a><a href="${authorize.pageUrl(LoginPath.SIGN_IN)}">Sign in as somebody else</a></p>
${inboxHint(this.inboxUrl)}`,
    });
  }

  async submit(visit: Visit): Promise<Reply> {
    const user = this.confirming(visit);
    if (!user) return Reply.redirect(visit.authorize.pageUrl(LoginPath.SIGN_IN));
    if (visit.form.text('code').trim() === '') throw new FormProblem('Enter the code.', 'code');
    return this.authorizeEndpoint.complete(visit, await this.registration.confirm(user, visit.form.text('code'), visit.authorize.client));
  }

  /** `Send a new code`: a link, so it carries what a form would. */
  async resend(visit: Visit): Promise<Reply> {
    const { authorize, request } = visit;
    const user = this.confirming(visit);
    if (!user || !this.browsers.isOwnForm(request, request.query.get('form_token'))) return Reply.redirect(authorize.pageUrl(this.path));
    try {
      await this.registration.resendCode(user, authorize.client);
    } catch (error) {
      if (error instanceof CognitoError) return this.show(visit, FormProblem.of(error));
      throw error;
    }
    return Reply.redirect(`${authorize.pageUrl(this.path)}&sent=1`);
  }

  /** To this page, with the code that is in the mail. */
  goTo({ request, authorize }: Visit, user: User): Reply {
    const browser = this.browsers.update(request, { confirming: { userId: user.id } });
    return Reply.redirect(authorize.pageUrl(this.path), 303).with({ 'set-cookie': browser.cookie });
  }

  /** To this page, with a new code; or with those that are in the mail, if there are too many already. */
  async sendTo(visit: Visit, user: User): Promise<Reply> {
    try {
      await this.registration.resendCode(user, visit.authorize.client);
    } catch (error) {
      if (!(error instanceof CognitoError && error.code === 'LimitExceededException')) throw error;
    }
    return this.goTo(visit, user);
  }

  private confirming({ browser }: Visit): User | undefined {
    const { confirming } = browser.session;
    return confirming && this.directory.byId(confirming.userId);
  }
}
