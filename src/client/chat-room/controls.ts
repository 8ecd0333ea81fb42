import { css } from 'lit';

/** Buttons, fields and links, alike everywhere. */
export const controls = css`
  *, *::before, *::after { box-sizing: border-box; }
  [hidden] { display: none !important; }

  button, input, textarea { font: inherit; color: inherit; }
  button {
    border: 1px solid transparent;
    border-radius: 8px;
    padding: 7px 16px;
    background: none;
    font-weight: 600;
    cursor: pointer;
  }
  button:hover { background: var(--hover); }
  button:disabled { cursor: default; color: var(--muted); }
  button.primary, a.primary { background: var(--accent); color: var(--on-accent); }
  button.primary:hover, a.primary:hover { background: color-mix(in oklab, var(--accent) 88%, black); }
  button.quiet { border-color: var(--line); }
  button.link { padding: 0; border: 0; color: var(--accent-text); text-decoration: underline; }
  button.link:hover { background: none; }
  button.icon { inline-size: 40px; block-size: 40px; padding: 0; display: inline-grid; place-items: center; }

  input, textarea {
    background: var(--ground);
    border: 1px solid var(--edge);
    border-radius: 8px;
    padding: 7px 12px;
  }
  ::placeholder { color: var(--muted); opacity: 1; }

  a { color: var(--accent-text); }

  :focus-visible { outline: 2px solid var(--accent-text); outline-offset: 2px; }

  .unseen {
    position: absolute;
    inline-size: 1px;
    block-size: 1px;
    overflow: hidden;
    clip-path: inset(50%);
    white-space: nowrap;
  }
`;
