import { css, html, LitElement, nothing, type PropertyValues, type TemplateResult } from 'lit';
import type { ConnectionState } from '../connection/link';
import { controls } from './controls';

/** Milliseconds that a connection may be away without a word about it. */
const PATIENCE = 1_000;

/**
 * One quiet line about the connection, where there is something to say.
 *
 * @slot signed-out What is said when the person is signed out; a link to sign in, for one.
 */
export class ConnectionLine extends LitElement {
  public static override properties = { state: { attribute: false } };

  public static override styles = [controls, css`
    :host { display: block; }
    p { display: flex; align-items: baseline; gap: 8px; margin: 0; padding: 5px 16px; border-radius: 8px; background: var(--side); font-size: 14px; }
    p::before { content: ""; flex: none; inline-size: 8px; block-size: 8px; border-radius: 50%; background: var(--danger); }
  `];

  public state: ConnectionState = 'closed';

  private wasOpen = false;
  private isPatient = true;
  private timer: ReturnType<typeof setTimeout> | undefined;

  public override disconnectedCallback(): void {
    super.disconnectedCallback();
    clearTimeout(this.timer);
    this.timer = undefined;
  }

  protected override willUpdate(_: PropertyValues<this>): void {
    if (this.state === 'open') {
      clearTimeout(this.timer);
      this.timer = undefined;
      this.wasOpen = true;
      this.isPatient = true;
    } else if (this.isPatient) {
      this.timer ??= setTimeout(() => {
        this.isPatient = false;
        this.requestUpdate();
      }, PATIENCE);
    }
  }

  protected override render(): TemplateResult {
    const words = this.words();
    return html`<div role="status">${words === nothing ? nothing : html`<p>${words}</p>`}</div>`;
  }

  private words(): TemplateResult | string | typeof nothing {
    if (this.state === 'signed-out' || (this.state === 'closed' && this.wasOpen)) return html`<slot name="signed-out">You are signed out.</slot>`;
    if (this.state === 'open' || this.state === 'closed' || this.isPatient) return nothing;
    if (this.state === 'offline') return 'Offline. Your messages will be sent when the network is back.';
    return this.wasOpen ? 'Reconnecting … your messages will be sent.' : 'Connecting …';
  }
}

customElements.define('connection-line', ConnectionLine);
