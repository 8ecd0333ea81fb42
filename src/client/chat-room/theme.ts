import { css } from 'lit';

/**
 * Colours and sizes. A page sets `--chat-accent`, and `--chat-on-accent` where white cannot be read on it; all else
 * follows. Greys keep 4.5:1 on every ground they stand on, in light and dark.
 */
export const theme = css`
  :host {
    color-scheme: light dark;
    --accent: var(--chat-accent, #3a53c5);
    --on-accent: var(--chat-on-accent, #fff);
    --accent-text: light-dark(var(--accent), color-mix(in oklab, var(--accent) 45%, white));
    --ground: light-dark(#ffffff, #16181d);
    --side: light-dark(#f5f6f8, #1b1e24);
    --text: light-dark(#1b1d24, #e8eaef);
    --muted: light-dark(#5a6070, #a4aab8);
    --line: light-dark(#e3e6ec, #2b303a);
    --edge: light-dark(#868d9c, #747b8b);
    --tint: light-dark(color-mix(in oklab, var(--accent) 9%, white), color-mix(in oklab, var(--accent) 28%, #16181d));
    --hover: color-mix(in oklab, var(--text) 7%, transparent);
    --danger: light-dark(#b3261e, #ff9a90);
    font: 16px/1.5 system-ui, -apple-system, "Segoe UI", Roboto, "Noto Sans", "Helvetica Neue", Arial, sans-serif;
    color: var(--text);
  }
`;
