import type { Mail } from '../sign-in/sign-in-server';

/** The mails that would have been sent, for a browser. It loads itself anew, so that a code appears by itself. */
export function inboxPage(mails: readonly Mail[], title: string): string {
  const list = mails.map(({ to, subject, text, code, sentAt }) => `
    <article>
      <h2>${escape(subject)}</h2>
      <p class="meta">to ${escape(to)}, <time datetime="${escape(sentAt)}">${escape(sentAt)}</time></p>
      ${code === undefined ? '' : `<p class="code">${escape(code)}</p>`}
      <p>${escape(text)}</p>
    </article>`).join('');
  return `<!doctype html>
<html lang="en">
<head>
  <meta charset="utf-8">
  <meta name="viewport" content="width=device-width">
  <meta http-equiv="refresh" content="3">
  <title>Inbox – ${escape(title)}</title>
  <style>
    :root { color-scheme: light dark; font: 16px/1.5 system-ui, sans-serif; }
    body { max-width: 40rem; margin: 2rem auto; padding: 0 1rem; }
    article { border-top: 1px solid #8886; padding: 1rem 0; }
    h1 { font-size: 1.5rem; }
    h2 { font-size: 1rem; margin: 0; }
    p { margin: .25rem 0; overflow-wrap: anywhere; }
    .meta { opacity: .75; }
    .code { font: 600 1.5rem ui-monospace, monospace; letter-spacing: .1em; user-select: all; }
  </style>
</head>
<body>
  <h1>Inbox</h1>
  <p>Mails that this local chat room would have sent. Newest first.</p>
  ${list === '' ? '<p>Nothing yet.</p>' : list}
</body>
</html>
`;
}

function escape(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;').replaceAll('"', '&quot;');
}
