import { css, html, LitElement, nothing, type TemplateResult } from 'lit';
import { controls } from '../chat-room/controls';
import { theme } from '../chat-room/theme';
import { logo } from './logo';

/** Where a person signs in: the product's name, and a link for each way in. */
export class SignInCard extends LitElement {
  public static override properties = {
    heading: { attribute: false },
    problem: { attribute: false },
    links: { attribute: false },
  };

  public static override styles = [theme, controls, css`
    :host { box-sizing: border-box; display: grid; min-block-size: 100%; place-items: center; padding: 16px; background: var(--side); }
    .card {
      inline-size: min(100%, 400px); padding: 40px 32px; border-radius: 16px; border: 1px solid var(--line);
      background: var(--ground); text-align: center;
    }
    svg { inline-size: 56px; block-size: 56px; }
    h1 { margin: 16px 0 0; font-size: 28px; line-height: 1.25; overflow-wrap: anywhere; }
    p { margin: 8px 0 0; color: var(--muted); }
    .problem { padding: 8px 16px; border: 1px solid currentColor; border-radius: 8px; color: var(--danger); margin-block-start: 24px; text-align: start; }
    .ways { display: grid; gap: 12px; margin-block-start: 32px; }
    a { padding: 11px 16px; border-radius: 8px; font-weight: 600; text-decoration: none; border: 1px solid var(--edge); color: var(--text); }
    a:hover { background: var(--hover); }
    a.primary { border-color: transparent; }
    @container (max-width: 360px) { .card { padding-inline: 16px; } }
  `];

  public heading = '';
  /** What went wrong with the last attempt, in words. */
  public problem: string | undefined;
  public links: readonly { readonly text: string; readonly href: string }[] = [];

  protected override render(): TemplateResult {
    return html`
      <div class="card">
        ${logo}
        <h1>${this.heading}</h1>
        <p>Sign in to join the conversation.</p>
        ${this.problem === undefined ? nothing : html`<p class="problem" role="alert">${this.problem}</p>`}
        <div class="ways">
          ${this.links.map(({ text, href }, index) => html`<a class=${index === 0 ? 'primary' : ''} href=${href}>${text}</a>`)}
        </div>
      </div>`;
  }
}

customElements.define('sign-in-card', SignInCard);
