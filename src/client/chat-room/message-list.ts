import { css, html, LitElement, nothing, type PropertyValues, type TemplateResult } from 'lit';
import { guard } from 'lit/directives/guard.js';
import { repeat } from 'lit/directives/repeat.js';
import type { Sender } from '../../protocol/message';
import type { Room } from '../connection/room';
import { controls } from './controls';
import { errorSentence } from './error-sentence';
import { Listening } from './listening';
import { dayRow, messageRow, messageRowStyle } from './message-row';
import { ReadingPlace } from './reading-place';
import { timeline, type MessageRow } from './timeline';

/** Pixels from the top at which earlier messages are loaded, before the person gets there. */
const LOAD_AHEAD = 400;

/** The conversation of a room. It stays where the person reads, and follows the newest only from the end. */
export class MessageList extends LitElement {
  public static override properties = { room: { attribute: false }, user: { attribute: false } };

  public static override styles = [controls, messageRowStyle, css`
    :host { display: block; position: relative; min-block-size: 0; }
    .scroller { block-size: 100%; overflow: hidden auto; overflow-anchor: none; overscroll-behavior: contain; outline-offset: -2px; }
    .content {
      min-block-size: 100%; max-inline-size: 840px; margin-inline: auto; padding: 16px 24px;
      display: flex; flex-direction: column; justify-content: flex-end;
    }
    .note { padding-block: 16px; text-align: center; color: var(--muted); }
    .empty { margin-block: auto; text-align: center; color: var(--muted); }
    .empty strong { display: block; color: var(--text); font-size: 20px; }
    .fresh {
      position: absolute; inset-block-end: 8px; inset-inline: 0; margin-inline: auto; inline-size: fit-content;
      border-radius: 20px; box-shadow: 0 2px 8px rgb(0 0 0 / 0.25);
    }
    .skeleton { display: grid; grid-template-columns: 40px 1fr; gap: 0 12px; margin-block-start: 24px; }
    .skeleton i { border-radius: 8px; background: var(--hover); block-size: 16px; margin-block: 4px; }
    .skeleton i:first-child { grid-row: 1 / span 2; inline-size: 40px; block-size: 40px; margin: 0; border-radius: 50%; }
    .skeleton i:nth-child(2) { inline-size: 120px; }
    .skeleton i:nth-child(3) { inline-size: min(100%, 420px); }
    .skeleton:nth-child(even) i:nth-child(3) { inline-size: min(100%, 280px); }
    @media (prefers-reduced-motion: no-preference) {
      .skeleton { animation: breathe 1.6s ease-in-out infinite alternate; }
      @keyframes breathe { to { opacity: 0.5; } }
    }
    @container (max-width: 480px) { .content { padding-inline: 16px; } }
  `];

  public room: Room | undefined;
  public user: Sender = { id: '', name: '' };

  private place = new ReadingPlace();
  /** The newest message that the person has had in sight. */
  private seen = 0;
  private readonly resizes = new ResizeObserver(() => this.settle());

  constructor() {
    super();
    new Listening(this, () => [this.room?.changed]);
  }

  /** Shows the newest. */
  public toEnd(): void {
    this.place.toEnd();
    this.requestUpdate();
  }

  public override disconnectedCallback(): void {
    super.disconnectedCallback();
    this.resizes.disconnect();
  }

  protected override willUpdate(changed: PropertyValues<this>): void {
    if (changed.has('room')) {
      this.place = new ReadingPlace();
      this.seen = 0;
    } else if (this.scroller) {
      this.place.remember(this.scroller, this.renderRoot.querySelectorAll('.message, .day'));
    }
    if (this.place.isAtEnd) this.seen = this.room?.messages.at(-1)?.seq ?? this.seen;
  }

  protected override render(): TemplateResult {
    const { room } = this;
    const rows = room ? timeline(room, this.user) : [];
    const isLoading = room?.historyState === 'loading' || room?.historyState === 'unknown';
    const now = Date.now();
    return html`
      <div class="scroller" role="log" aria-label="Messages" aria-live=${isLoading ? 'off' : 'polite'} tabindex="0" @scroll=${() => this.scrolled()}>
        <div class="content">
          ${this.top(rows.length)}
          ${repeat(rows, ({ key }) => key, (row) => row.kind === 'day' ? dayRow(row, now) : this.message(row))}
        </div>
      </div>
      ${this.freshButton()}`;
  }

  protected override firstUpdated(): void {
    this.resizes.observe(this.scroller!);
    this.resizes.observe(this.scroller!.firstElementChild!);
  }

  protected override updated(): void {
    this.settle();
  }

  private get scroller(): HTMLElement | null {
    return this.renderRoot.querySelector<HTMLElement>('.scroller');
  }

  /** Drawn anew only where it differs: a room may hold thousands. */
  private message(row: MessageRow): unknown {
    const { room } = this;
    return guard([room, row.opensGroup, row.state, row.at, row.text, row.unsent], () => messageRow(row, {
      onRetry: (id) => room?.retry(id),
      onDiscard: (id) => room?.discard(id),
    }));
  }

  /** What stands above the first message. */
  private top(count: number): TemplateResult | typeof nothing {
    const { room } = this;
    if (!room) return nothing;
    if (room.refused) {
      const why = room.refused.code === 'FORBIDDEN' ? 'You are not allowed in, or are in too many rooms already.' : errorSentence(room.refused);
      return html`<p class="note" role="alert">This room cannot be opened. ${why}</p>`;
    }
    switch (room.historyState) {
      case 'failed':
        return html`<p class="note">Earlier messages could not be loaded. <button class="link" @click=${() => void room.loadEarlier()}>Try again</button></p>`;
      case 'complete':
        return count > 0
          ? html`<p class="note">This is the beginning of <bdi>#${room.id}</bdi>.</p>`
          : html`<p class="empty"><strong>No messages yet.</strong> Say hello.</p>`;
      default:
        return count > 0 ? html`<p class="note">Loading earlier messages …</p>` : skeleton;
    }
  }

  private freshButton(): TemplateResult | typeof nothing {
    const count = this.place.isAtEnd ? 0 : this.freshCount();
    if (count === 0) return nothing;
    return html`<button class="fresh primary" @click=${() => this.toEnd()}>${count} new ${count === 1 ? 'message' : 'messages'} ↓</button>`;
  }

  private freshCount(): number {
    const messages = this.room?.messages ?? [];
    let count = 0;
    for (let index = messages.length - 1; index >= 0 && messages[index]!.seq > this.seen; index -= 1) {
      if (messages[index]!.sender.id !== this.user.id) count += 1;
    }
    return count;
  }

  private scrolled(): void {
    const was = this.place.isAtEnd;
    this.place.note(this.scroller!);
    if (this.place.isAtEnd !== was) this.requestUpdate();
    this.loadEarlier();
  }

  /** After anything that moves rows: the place is kept, and what should be above it is asked for. */
  private settle(): void {
    if (!this.scroller) return;
    this.place.restore(this.scroller);
    this.loadEarlier();
  }

  private loadEarlier(): void {
    if (this.room?.historyState === 'more' && this.room.isJoined && this.scroller!.scrollTop < LOAD_AHEAD) void this.room.loadEarlier();
  }
}

const skeleton = html`
  <span class="unseen">Loading messages …</span>
  ${[1, 2, 3, 4].map(() => html`<div class="skeleton" aria-hidden="true"><i></i><i></i><i></i></div>`)}`;

customElements.define('message-list', MessageList);
