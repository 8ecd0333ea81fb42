import type { HttpRequest } from '../http/http-request';
import { Parameters } from '../http/parameters';
import type { Reply } from '../http/reply';
import type { AuthorizeRequest } from '../oauth/authorize-request';
import type { Browser } from './browsers';
import type { FormProblem } from './form-problem';

/** Where the login pages are, as at Cognito. */
export const LoginPath = {
  SIGN_IN: '/login',
  SIGN_UP: '/signup',
  CONFIRM: '/confirmUser',
  RESEND_CODE: '/resendcode',
  FORGOT_PASSWORD: '/forgotPassword',
  RESET_PASSWORD: '/confirmForgotPassword',
} as const;

/** Somebody on a login page, on their way to a client. */
export interface Visit {
  readonly request: HttpRequest;
  readonly authorize: AuthorizeRequest;
  readonly browser: Browser;
  /** What they entered; nothing yet where they only look. */
  readonly form: Parameters;
}

export interface LoginPage {
  readonly path: string;
  /** @param problem why the form that they sent comes back */
  show(visit: Visit, problem?: FormProblem): Reply;
  /** @throws FormProblem, CognitoError */
  submit(visit: Visit): Promise<Reply>;
}
