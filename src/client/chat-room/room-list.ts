import { css, html, LitElement, nothing, type TemplateResult } from 'lit';
import { repeat } from 'lit/directives/repeat.js';
import { MAX_ROOMS_PER_CONNECTION } from '../../protocol/limits';
import { controls } from './controls';
import { roomNamed } from './room-name';

/** A room in the list. */
export interface RoomEntry {
  readonly id: string;
  /** New messages since the person looked. */
  readonly unread: number;
}

/**
 * The rooms of a person, as links, and a way to open another.
 *
 * @fires room-open `detail` is the room's id
 * @fires room-leave `detail` is the room's id
 */
export class RoomList extends LitElement {
  public static override properties = { rooms: { attribute: false }, current: { attribute: false } };

  public static override styles = [controls, css`
    :host { display: block; }
    h2 { margin: 0; padding: 0 8px 4px; color: var(--muted); font-size: 13px; font-weight: 600; }
    ul { list-style: none; margin: 0 0 16px; padding: 0; }
    li { display: flex; align-items: center; border-radius: 8px; position: relative; }
    li:hover { background: var(--hover); }
    li.current { background: var(--tint); }
    a { flex: 1; min-inline-size: 0; display: flex; gap: 8px; padding: 8px; border-radius: 8px; color: var(--text); text-decoration: none; }
    a .name { flex: 1; overflow: hidden; text-overflow: ellipsis; white-space: nowrap; }
    a.unread, .current a { font-weight: 600; }
    .mark { color: var(--muted); }
    .current .mark { color: var(--accent-text); }
    .badge {
      min-inline-size: 24px; padding-inline: 6px; border-radius: 12px; background: var(--accent); color: var(--on-accent);
      font-size: 13px; line-height: 24px; text-align: center;
    }
    button.icon { inline-size: 32px; block-size: 32px; margin-inline-end: 4px; font-size: 18px; font-weight: 400; color: var(--muted); }
    @media (hover: hover) {
      li:not(:hover, :focus-within) button.icon { opacity: 0; }
    }
    form { padding-inline: 8px; }
    label { display: block; padding-block-end: 4px; color: var(--muted); font-size: 13px; font-weight: 600; }
    .row { display: flex; gap: 8px; }
    input { flex: 1; min-inline-size: 0; }
    .row button { padding-inline: 12px; }
    .wrong { margin: 4px 0 0; color: var(--danger); font-size: 14px; }
  `];

  public rooms: readonly RoomEntry[] = [];
  public current = '';

  private wrong = '';

  protected override render(): TemplateResult {
    return html`
      <nav aria-label="Rooms">
        <h2>Rooms</h2>
        <ul>${repeat(this.rooms, ({ id }) => id, (room) => this.entry(room))}</ul>
        <form @submit=${(event: Event) => this.submit(event)} novalidate>
          <label for="name">Open another room</label>
          <div class="row">
            <input id="name" name="name" autocomplete="off" autocapitalize="none" maxlength="80" placeholder="Room name"
              aria-invalid=${this.wrong ? 'true' : nothing} aria-describedby="wrong">
            <button class="quiet">Open</button>
          </div>
          <p class="wrong" id="wrong" role="alert" ?hidden=${!this.wrong}>${this.wrong}</p>
        </form>
      </nav>`;
  }

  private entry({ id, unread }: RoomEntry): TemplateResult {
    const isCurrent = id === this.current;
    return html`
      <li class=${isCurrent ? 'current' : ''}>
        <a href="#${id}" class=${unread > 0 ? 'unread' : ''} aria-current=${isCurrent ? 'page' : nothing} @click=${() => this.tell('room-open', id)}>
          <span class="mark" aria-hidden="true">#</span><span class="name">${id}</span>
          ${unread > 0 ? html`<span class="badge">${unread > 99 ? '99+' : unread}<span class="unseen"> new</span></span>` : nothing}
        </a>
        ${this.rooms.length > 1
          ? html`<button class="icon" aria-label="Leave ${id}" title="Leave ${id}" @click=${() => this.tell('room-leave', id)}>×</button>`
          : nothing}
      </li>`;
  }

  private submit(event: Event): void {
    event.preventDefault();
    const field = this.renderRoot.querySelector('input')!;
    const id = roomNamed(field.value);
    this.wrong = this.faultOf(id);
    this.requestUpdate();
    if (this.wrong || id === undefined) return;
    field.value = '';
    this.tell('room-open', id);
  }

  private faultOf(id: string | undefined): string {
    if (id === undefined) return 'A room’s name is up to 64 letters a to z, digits and hyphens.';
    if (this.rooms.length >= MAX_ROOMS_PER_CONNECTION && !this.rooms.some((room) => room.id === id)) {
      return `You are in ${MAX_ROOMS_PER_CONNECTION} rooms, and cannot be in more. Leave one first.`;
    }
    return '';
  }

  private tell(type: string, id: string): void {
    this.dispatchEvent(new CustomEvent(type, { detail: id }));
  }
}

customElements.define('room-list', RoomList);
