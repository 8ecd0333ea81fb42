import { html } from 'lit';

/** A speech bubble, in the page's accent. */
export const logo = html`
  <svg viewBox="0 0 32 32" aria-hidden="true">
    <path fill="var(--accent)" d="M8 3h16a6 6 0 0 1 6 6v9a6 6 0 0 1-6 6h-8l-7.3 5.5A1 1 0 0 1 7 28.7V24a6 6 0 0 1-5-6V9a6 6 0 0 1 6-6z"/>
    <g fill="var(--on-accent)"><circle cx="10" cy="13.5" r="2"/><circle cx="16" cy="13.5" r="2"/><circle cx="22" cy="13.5" r="2"/></g>
  </svg>`;
