import { Reply } from '../http/reply';
import type { UserPool } from '../pool/user-pool';
import type { PasswordRecovery } from '../users/password-recovery';
import type { Browsers } from './browsers';
import { form } from './form';
import { FormProblem } from './form-problem';
import { html } from './html';
import { inboxHint } from './inbox-hint';
import { LoginPath, type LoginPage, type Visit } from './login-page';
import type { Page } from './page';

/** Choosing a new password, with a code from the mail. */
export class ResetPasswordPage implements LoginPage {
  readonly path = LoginPath.RESET_PASSWORD;

  constructor(
    private readonly page: Page,
    private readonly pool: UserPool,
    private readonly recovery: PasswordRecovery,
    private readonly browsers: Browsers,
    private readonly inboxUrl: string | undefined,
  ) {}

  show({ authorize, browser, form: entered }: Visit, problem?: FormProblem): Reply {
    const { recovering } = browser.session;
    if (!recovering) return Reply.redirect(authorize.pageUrl(LoginPath.FORGOT_PASSWORD));
    return this.page.reply({
      status: problem?.status ?? 200,
      heading: 'Choose a new password',
      formTarget: authorize.redirectUri,
      body: html`<p>If there is an account with the address ${recovering.email}, a code is in the mail to it.</p>
${form({
  action: authorize.pageUrl(this.path),
  formToken: browser.formToken,
  button: 'Change password',
  fields: [
    { name: 'code', label: 'Code', type: 'text', autocomplete: 'one-time-code', isNumeric: true, value: entered.text('code') },
    { name: 'password', label: 'New password', type: 'password', autocomplete: 'new-password', hint: this.pool.passwordPolicy.hint },
  ],
}, problem)}
<p class="links"><a href="${authorize.pageUrl(LoginPath.FORGOT_PASSWORD)}">Send a new code</a></p>
${inboxHint(this.inboxUrl)}`,
    });
  }

  async submit({ request, authorize, browser, form: entered }: Visit): Promise<Reply> {
    const { recovering } = browser.session;
    if (!recovering) return Reply.redirect(authorize.pageUrl(LoginPath.FORGOT_PASSWORD));
    if (entered.text('code').trim() === '') throw new FormProblem('Enter the code.', 'code');
    await this.recovery.finish(recovering.email, entered.text('code'), entered.text('password'), authorize.client);
    const forgetful = this.browsers.update(request, {});
    return Reply.redirect(`${authorize.pageUrl(LoginPath.SIGN_IN)}&changed=1`, 303).with({ 'set-cookie': forgetful.cookie });
  }
}
