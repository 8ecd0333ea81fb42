import { Reply } from '../http/reply';
import type { UserPool } from '../pool/user-pool';
import type { PasswordRecovery } from '../users/password-recovery';
import type { Browsers } from './browsers';
import { form } from './form';
import { FormProblem } from './form-problem';
import { html } from './html';
import { LoginPath, type LoginPage, type Visit } from './login-page';
import type { Page } from './page';

/** Asking for a code with which to choose a new password. */
export class ForgotPasswordPage implements LoginPage {
  readonly path = LoginPath.FORGOT_PASSWORD;

  constructor(
    private readonly page: Page,
    private readonly pool: UserPool,
    private readonly recovery: PasswordRecovery,
    private readonly browsers: Browsers,
  ) {}

  show({ authorize, browser, form: entered }: Visit, problem?: FormProblem): Reply {
    const signIn = html`<p class="links"><a href="${authorize.pageUrl(LoginPath.SIGN_IN)}">Back to sign in</a></p>`;
    if (!this.pool.allowsRecovery) {
      return this.page.reply({ status: 403, heading: 'Forgot your password?', body: html`<p>Only an administrator can give you a new one.</p>${signIn}` });
    }
    return this.page.reply({
      status: problem?.status ?? 200,
      heading: 'Forgot your password?',
      formTarget: authorize.redirectUri,
      body: html`<p>We send you a code with which you choose a new one.</p>
${form({
  action: authorize.pageUrl(this.path),
  formToken: browser.formToken,
  button: 'Send a code',
  fields: [{ name: 'email', label: 'E-mail', type: 'email', autocomplete: 'username', value: entered.text('email') || authorize.loginHint }],
}, problem)}
${signIn}`,
    });
  }

  async submit({ request, authorize, form: entered }: Visit): Promise<Reply> {
    const email = entered.text('email').trim();
    if (!this.pool.allowsRecovery) throw new FormProblem('Only an administrator can give you a new one.');
    if (email === '') throw new FormProblem('Enter your e-mail address.', 'email');
    await this.recovery.start(email, authorize.client);
    const browser = this.browsers.update(request, { recovering: { email } });
    return Reply.redirect(authorize.pageUrl(LoginPath.RESET_PASSWORD), 303).with({ 'set-cookie': browser.cookie });
  }
}
