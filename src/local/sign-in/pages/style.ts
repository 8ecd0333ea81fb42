import { createHash } from 'node:crypto';

/**
 * The style sheet of the login pages, in the colours of the chat room's own page. Text has a contrast of at least
 * 4.5:1 to what is behind it, light and dark.
 */
export const STYLE = `
:root {
  color-scheme: light dark;
  --text: #1b1d24; --quiet: #5a6070; --page: #f5f6f8; --card: #ffffff; --line: #868d9c;
  --accent: #3a53c5; --on-accent: #ffffff; --alert: #b3261e; --alert-back: #fdeceb;
}
@media (prefers-color-scheme: dark) {
  :root {
    --text: #e8eaef; --quiet: #a4aab8; --page: #16181d; --card: #1b1e24; --line: #747b8b;
    --accent: #9aaaf5; --on-accent: #16181d; --alert: #ff9a90; --alert-back: #3a1a18;
  }
}
*, *::before, *::after { box-sizing: border-box; }
body {
  margin: 0; min-height: 100vh; padding: 24px 16px; display: grid; align-items: center; justify-items: center;
  background: var(--page); color: var(--text); overflow-wrap: anywhere;
  font: 16px/1.5 system-ui, -apple-system, "Segoe UI", Roboto, "Noto Sans", "Helvetica Neue", Arial, sans-serif;
}
main { width: 100%; max-width: 400px; padding: 32px; background: var(--card); border-radius: 12px; box-shadow: 0 1px 3px rgb(0 0 0 / 20%); }
.title { margin: 0 0 8px; color: var(--quiet); }
h1 { margin: 0 0 24px; font-size: 24px; line-height: 32px; font-weight: 600; }
p { margin: 0 0 16px; }
form { display: grid; gap: 16px; }
label { display: block; margin-bottom: 8px; font-weight: 500; }
input {
  width: 100%; padding: 8px 12px; min-height: 44px; font: inherit; color: inherit; background: var(--card);
  border: 1px solid var(--line); border-radius: 8px;
}
input[aria-invalid] { border-color: var(--alert); border-width: 2px; }
button {
  min-height: 44px; padding: 8px 16px; margin-top: 8px; font: inherit; font-weight: 600; cursor: pointer;
  color: var(--on-accent); background: var(--accent); border: 1px solid transparent; border-radius: 8px;
}
a { color: var(--accent); text-underline-offset: 2px; }
:focus-visible { outline: 3px solid var(--accent); outline-offset: 2px; }
.hint { margin: 8px 0 0; font-size: 14px; line-height: 20px; color: var(--quiet); }
.alert, .notice { margin: 0 0 16px; padding: 8px 12px; border-radius: 8px; border: 1px solid var(--line); }
.alert { color: var(--alert); background: var(--alert-back); border-color: currentcolor; }
.links { display: flex; flex-wrap: wrap; gap: 8px 24px; margin: 24px 0 0; }
.links a { padding: 4px 0; }
.local { margin: 24px 0 0; padding-top: 16px; border-top: 1px solid var(--line); font-size: 14px; line-height: 20px; color: var(--quiet); }
@media (max-width: 400px) {
  body { padding: 0; align-items: start; background: var(--card); }
  main { padding: 24px 16px; border-radius: 0; box-shadow: none; }
}
`;

/** A new style sheet has a new address, so browsers may keep the old one. */
export const STYLE_PATH = `/style-${createHash('sha256').update(STYLE).digest('hex').slice(0, 8)}.css`;
