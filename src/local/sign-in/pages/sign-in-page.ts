import { CognitoError } from '../cognito-error';
import type { Reply } from '../http/reply';
import type { AuthorizeEndpoint } from '../oauth/authorize-endpoint';
import type { UserPool } from '../pool/user-pool';
import type { PasswordSignIn } from '../users/password-sign-in';
import type { ConfirmPage } from './confirm-page';
import { form } from './form';
import { FormProblem } from './form-problem';
import { html } from './html';
import { LoginPath, type LoginPage, type Visit } from './login-page';
import type { Page } from './page';

/** Signing in by e-mail address and password. */
export class SignInPage implements LoginPage {
  readonly path = LoginPath.SIGN_IN;

  constructor(
    private readonly page: Page,
    private readonly pool: UserPool,
    private readonly passwordSignIn: PasswordSignIn,
    private readonly confirmPage: ConfirmPage,
    private readonly authorizeEndpoint: AuthorizeEndpoint,
  ) {}

  show({ authorize, browser, form: entered, request }: Visit, problem?: FormProblem): Reply {
    const hasNewPassword = request.query.get('changed') !== undefined && !problem;
    return this.page.reply({
      status: problem?.status ?? 200,
      heading: 'Sign in',
      formTarget: authorize.redirectUri,
      body: html`${hasNewPassword && html`<p class="notice" role="status">Your password is changed. Sign in with it.</p>`}
${form({
  action: authorize.pageUrl(this.path),
  formToken: browser.formToken,
  button: 'Sign in',
  fields: [
    { name: 'email', label: 'E-mail', type: 'email', autocomplete: 'username', value: entered.text('email') || authorize.loginHint },
    { name: 'password', label: 'Password', type: 'password', autocomplete: 'current-password' },
  ],
}, problem)}
<p class="links">
${this.pool.allowsSignUp && html`<a href="${authorize.pageUrl(LoginPath.SIGN_UP)}">Create an account</a>`}
${this.pool.allowsRecovery && html`<a href="${authorize.pageUrl(LoginPath.FORGOT_PASSWORD)}">Forgot your password?</a>`}
</p>`,
    });
  }

  async submit(visit: Visit): Promise<Reply> {
    const { authorize, form: entered } = visit;
    const email = entered.text('email');
    const password = entered.text('password');
    if (email.trim() === '') throw new FormProblem('Enter your e-mail address.', 'email');
    if (password === '') throw new FormProblem('Enter your password.', 'password');
    const user = await this.passwordSignIn.signIn(email, password, authorize.client);
    if (user.status === 'CONFIRMED') return this.authorizeEndpoint.complete(visit, user);
    if (!this.pool.verifiesEmail) throw new CognitoError('UserNotConfirmedException', 'An administrator has to confirm your account first.');
    return this.confirmPage.sendTo(visit, user);
  }
}
