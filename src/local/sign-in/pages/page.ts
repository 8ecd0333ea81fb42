import { Reply } from '../http/reply';
import { html, type Html } from './html';
import { STYLE_PATH } from './style';

export interface PageContent {
  readonly status?: number;
  readonly heading: string;
  readonly body: Html;
  /** Where a form of the page leads in the end, besides to this origin: browsers hold redirects to it, too. */
  readonly formTarget?: string;
}

/** A page of one card. It has no script, and its policy allows none. */
export class Page {
  /** @param title what the product is called */
  constructor(private readonly title: string) {}

  reply({ status = 200, heading, body, formTarget }: PageContent): Reply {
    const document = html`<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>${heading} · ${this.title}</title>
<link rel="icon" href="data:,">
<link rel="stylesheet" href="${STYLE_PATH}">
</head>
<body>
<main>
<p class="title">${this.title}</p>
<h1>${heading}</h1>
${body}
</main>
</body>
</html>
`;
    return new Reply(status, {
      'cache-control': 'no-store',
      'content-type': 'text/html; charset=utf-8',
      'content-security-policy': policy(formTarget),
      'referrer-policy': 'same-origin', // none at all would make browsers send `Origin: null` with our forms
      'x-content-type-options': 'nosniff',
      'x-frame-options': 'DENY',
    }, document.markup);
  }
}

function policy(formTarget: string | undefined): string {
  const formAction = ["'self'", ...(formTarget === undefined ? [] : [sourceOf(formTarget)])].join(' ');
  return `default-src 'none'; style-src 'self'; img-src data:; form-action ${formAction}; frame-ancestors 'none'; base-uri 'none'`;
}

/** An address of the web by its origin, an app's by its scheme. */
function sourceOf(address: string): string {
  const { origin, protocol } = new URL(address);
  return origin === 'null' ? protocol : origin;
}
