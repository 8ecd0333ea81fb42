import { Reply } from '../http/reply';
import type { AuthorizeRefusal } from '../oauth/authorize-request';
import { html } from './html';
import type { Page } from './page';

/** Where somebody's way ends. */
export class ErrorPage {
  constructor(private readonly page: Page) {}

  /** An authorize request that is not in order: the client learns of it if that is safe, else the person does. */
  refusal({ code, message, redirectTo }: AuthorizeRefusal): Reply {
    return redirectTo === undefined ? this.reply(400, 'This link does not lead anywhere', message, code) : Reply.redirect(redirectTo);
  }

  notFound(): Reply {
    return this.reply(404, 'There is nothing here', 'No page of the sign-in has that address.');
  }

  reply(status: number, heading: string, message: string, code?: string): Reply {
    return this.page.reply({ status, heading, body: html`<p>${message}</p>${code !== undefined && html`<p class="hint">${code}</p>`}` });
  }
}
