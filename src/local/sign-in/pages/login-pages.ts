import { CognitoError } from '../cognito-error';
import type { HttpRequest } from '../http/http-request';
import { Parameters } from '../http/parameters';
import { Reply } from '../http/reply';
import type { Route } from '../http/router';
import { AuthorizeRefusal, AuthorizeRequest } from '../oauth/authorize-request';
import type { AppClient } from '../pool/app-client';
import type { Browsers } from './browsers';
import type { ErrorPage } from './error-page';
import { FormProblem } from './form-problem';
import type { LoginPage, Visit } from './login-page';

const STALE = 'This page was open for too long, or your browser keeps no cookies. Please try again.';

/** What all login pages have in common: whose errand it is, whose form it is, and how a problem is shown. */
export class LoginPages {
  constructor(
    private readonly pages: readonly LoginPage[],
    private readonly clients: ReadonlyMap<string, AppClient>,
    private readonly browsers: Browsers,
    private readonly errorPage: ErrorPage,
    private readonly origin: string,
  ) {}

  get routes(): Route[] {
    return this.pages.map((page) => ({
      path: page.path,
      isPage: true,
      methods: {
        GET: this.on((visit) => page.show(visit)),
        POST: this.on(async (visit) => this.submit(page, visit)),
      },
    }));
  }

  /** Answers somebody on their way to a client; with an error where their way leads nowhere. */
  on(answer: (visit: Visit) => Reply | Promise<Reply>): (request: HttpRequest) => Promise<Reply> {
    return async (request) => this.visit(request, answer);
  }

  private async visit(request: HttpRequest, answer: (visit: Visit) => Reply | Promise<Reply>): Promise<Reply> {
    try {
      const authorize = AuthorizeRequest.read(request.query, this.clients);
      const browser = this.browsers.of(request);
      const reply = await answer({ request, authorize, browser, form: request.form ?? Parameters.parse('') });
      return 'set-cookie' in reply.headers ? reply : reply.with({ 'set-cookie': browser.cookie });
    } catch (error) {
      if (error instanceof AuthorizeRefusal) return this.errorPage.refusal(error);
      throw error;
    }
  }

  private async submit(page: LoginPage, visit: Visit): Promise<Reply> {
    try {
      if (!this.isOwn(visit)) throw new FormProblem(STALE, undefined, 403);
      return await page.submit(visit);
    } catch (error) {
      if (error instanceof FormProblem) return page.show(visit, error);
      if (error instanceof CognitoError) return page.show(visit, FormProblem.of(error));
      throw error;
    }
  }

  /** Only a form of ours, sent from a page of ours, is taken. */
  private isOwn({ request, form }: Visit): boolean {
    const { origin } = request.headers;
    return (origin === undefined || origin === this.origin) && this.browsers.isOwnForm(request, form.get('form_token'));
  }
}
