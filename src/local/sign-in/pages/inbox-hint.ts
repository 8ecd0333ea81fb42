import { html, type Html } from './html';

/** Where mails are to be found, since none leaves this machine. */
export function inboxHint(inboxUrl: string | undefined): Html | undefined {
  if (inboxUrl === undefined) return undefined;
  return html`<p class="local">This is a local chat room: the code is in <a href="${inboxUrl}" target="_blank" rel="noopener">the inbox</a>.</p>`;
}
