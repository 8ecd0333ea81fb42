import { CognitoError } from '../cognito-error';
import type { Reply } from '../http/reply';
import type { AuthorizeEndpoint } from '../oauth/authorize-endpoint';
import type { UserPool } from '../pool/user-pool';
import type { Registration } from '../users/registration';
import type { ConfirmPage } from './confirm-page';
import { type Field, form } from './form';
import { FormProblem } from './form-problem';
import { html } from './html';
import { LoginPath, type LoginPage, type Visit } from './login-page';
import type { Page } from './page';

/** What browsers call the attributes that they fill in. */
const AUTOCOMPLETE: Record<string, string> = {
  name: 'name',
  given_name: 'given-name',
  family_name: 'family-name',
  nickname: 'nickname',
  birthdate: 'bday',
  phone_number: 'tel',
  website: 'url',
};

/** Making an account: e-mail address, what the pool requires besides, and a password. */
export class SignUpPage implements LoginPage {
  readonly path = LoginPath.SIGN_UP;

  constructor(
    private readonly page: Page,
    private readonly pool: UserPool,
    private readonly registration: Registration,
    private readonly confirmPage: ConfirmPage,
    private readonly authorizeEndpoint: AuthorizeEndpoint,
  ) {}

  show({ authorize, browser, form: entered }: Visit, problem?: FormProblem): Reply {
    const signIn = html`<p class="links"><a href="${authorize.pageUrl(LoginPath.SIGN_IN)}">Sign in instead</a></p>`;
    if (!this.pool.allowsSignUp) {
      return this.page.reply({ status: 403, heading: 'Create an account', body: html`<p>Accounts are made by invitation only.</p>${signIn}` });
    }
    const attributes = this.pool.requiredAttributes.map((name): Field => (
      { name, label: labelOf(name), type: 'text', autocomplete: AUTOCOMPLETE[name] ?? 'on', value: entered.text(name) }
    ));
    return this.page.reply({
      status: problem?.status ?? 200,
      heading: 'Create an account',
      formTarget: authorize.redirectUri,
      body: html`${form({
        action: authorize.pageUrl(this.path),
        formToken: browser.formToken,
        button: 'Create account',
        fields: [
          { name: 'email', label: 'E-mail', type: 'email', autocomplete: 'username', value: entered.text('email') || authorize.loginHint },
          ...attributes,
          { name: 'password', label: 'Password', type: 'password', autocomplete: 'new-password', hint: this.pool.passwordPolicy.hint },
        ],
      }, problem)}
${signIn}`,
    });
  }

  async submit(visit: Visit): Promise<Reply> {
    const { authorize, form: entered } = visit;
    const attributes = Object.fromEntries(this.pool.requiredAttributes.map((name) => [name, entered.text(name).trim()]));
    const missing = Object.keys(attributes).find((name) => attributes[name] === '');
    if (entered.text('email').trim() === '') throw new FormProblem('Enter your e-mail address.', 'email');
    if (missing !== undefined) throw new FormProblem(`Enter your ${labelOf(missing).toLowerCase()}.`, missing);
    const user = await this.registration.signUp({ email: entered.text('email'), password: entered.text('password'), attributes }, authorize.client);
    if (user.status === 'CONFIRMED') return this.authorizeEndpoint.complete(visit, user);
    if (!this.pool.verifiesEmail) throw new CognitoError('UserNotConfirmedException', 'Your account is made. An administrator has to confirm it before you can sign in.');
    return this.confirmPage.goTo(visit, user);
  }
}

/** `given_name` is Given name. */
function labelOf(attribute: string): string {
  const words = attribute.replace(/^custom:/, '').replaceAll('_', ' ');
  return words.charAt(0).toUpperCase() + words.slice(1);
}
