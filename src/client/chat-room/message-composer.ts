import { css, html, LitElement, nothing, type PropertyValues, type TemplateResult } from 'lit';
import { MAX_TEXT_LENGTH } from '../../protocol/limits';
import { normalizeText } from '../../protocol/text';
import { controls } from './controls';

/** Characters left from which on they are counted. */
const COUNT_BELOW = 200;

/** Control characters, which come with pasted text and which no message may hold. */
const CONTROL_CHARACTERS = /[\u0000-\u0008\u000b-\u001f\u007f-\u009f]/gu;

/**
 * Where a person writes. Enter sends, Shift+Enter breaks the line; a word that an input method is still composing is
 * never cut.
 *
 * @fires message-send `detail` is the text
 * @fires draft-change `detail` is what stands there
 */
export class MessageComposer extends LitElement {
  public static override properties = { roomId: { attribute: false }, draft: { attribute: false }, disabled: { type: Boolean } };

  public static override styles = [controls, css`
    :host { display: block; }
    form { display: flex; align-items: end; gap: 8px; }
    .field { flex: 1; min-inline-size: 0; display: grid; max-block-size: calc(6 * 1.5em + 18px); overflow: hidden; }
    .field::after, textarea { grid-area: 1 / 1; padding: 8px 16px; line-height: 1.5; overflow-wrap: anywhere; white-space: pre-wrap; }
    .field::after { content: attr(data-text) " "; visibility: hidden; border: 1px solid transparent; min-block-size: 0; }
    textarea { resize: none; max-block-size: inherit; min-block-size: 0; border-radius: 12px; inline-size: 100%; overflow-y: auto; }
    textarea:focus-visible { outline-offset: -1px; }
    button { block-size: 42px; border-radius: 12px; }
    .note { margin: 0; min-block-size: 20px; padding-inline: 16px; font-size: 13px; line-height: 20px; color: var(--muted); }
    .note.wrong { color: var(--danger); }
  `];

  public roomId = '';
  public draft = '';
  public disabled = false;

  private text = '';

  public override focus(): void {
    this.renderRoot.querySelector('textarea')?.focus();
  }

  protected override willUpdate(changed: PropertyValues<this>): void {
    if (changed.has('roomId')) this.text = this.draft;
  }

  protected override render(): TemplateResult {
    const left = this.left;
    const isTooLong = left < 0;
    return html`
      <form @submit=${(event: Event) => this.submit(event)}>
        <div class="field" data-text=${this.text}>
          <textarea
            rows="1" aria-label="Message" aria-describedby="note" aria-invalid=${isTooLong ? 'true' : nothing} dir="auto" enterkeyhint="send"
            placeholder=${`Message #${this.roomId}`} .value=${this.text} ?disabled=${this.disabled}
            @input=${(event: Event) => this.typed(event)} @keydown=${(event: KeyboardEvent) => this.pressed(event)}
          ></textarea>
        </div>
        <button class="primary" ?disabled=${this.disabled}>Send</button>
      </form>
      <p class="note ${isTooLong ? 'wrong' : ''}" id="note" role="status">${this.note(left)}</p>`;
  }

  private get clean(): string {
    return normalizeText(this.text.toWellFormed().replaceAll('\r\n', '\n').replaceAll(CONTROL_CHARACTERS, ''));
  }

  /** Counted only where it matters: code points take a while in a long text. */
  private get left(): number {
    return this.text.length < MAX_TEXT_LENGTH - COUNT_BELOW ? MAX_TEXT_LENGTH : MAX_TEXT_LENGTH - Array.from(this.clean).length;
  }

  private note(left: number): string {
    if (left < 0) return `Too long by ${-left} ${left === -1 ? 'character' : 'characters'}.`;
    return left < COUNT_BELOW ? `${left} left.` : '';
  }

  private typed(event: Event): void {
    this.setText((event.target as HTMLTextAreaElement).value);
  }

  private pressed(event: KeyboardEvent): void {
    const isComposing = event.isComposing || event.keyCode === 229; // Safari ends the composition before the key
    if (event.key !== 'Enter' || event.shiftKey || isComposing) return;
    this.submit(event);
  }

  private submit(event: Event): void {
    event.preventDefault();
    const text = this.clean;
    if (text === '' || this.left < 0 || this.disabled) return;
    this.setText('');
    this.dispatchEvent(new CustomEvent('message-send', { detail: text }));
    this.focus();
  }

  private setText(text: string): void {
    this.text = text;
    this.requestUpdate();
    this.dispatchEvent(new CustomEvent('draft-change', { detail: text }));
  }
}

customElements.define('message-composer', MessageComposer);
