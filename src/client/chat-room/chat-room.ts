import { css, html, LitElement, nothing, type PropertyValues, type TemplateResult } from 'lit';
import { GENERAL_ROOM } from '../../protocol/limits';
import type { Sender } from '../../protocol/message';
import type { ChatConnection } from '../connection/chat-connection';
import './connection-line';
import { controls } from './controls';
import { Listening } from './listening';
import './message-composer';
import type { MessageComposer } from './message-composer';
import './message-list';
import type { MessageList } from './message-list';
import './room-list';
import { RoomMemory } from './room-memory';
import { roomOfHash } from './room-name';
import { theme } from './theme';
import { UnreadCount } from './unread-count';

/**
 * A chat room: the rooms of a person, the conversation in one of them, and where to write. The room in sight is the one
 * in the page's address, as `#general`.
 *
 * @slot title What stands over the rooms.
 * @slot account What stands under the rooms: who is signed in, for one.
 * @slot signed-out What is said when the person is signed out.
 */
export class ChatRoom extends LitElement {
  public static override properties = { connection: { attribute: false }, user: { attribute: false }, memory: { attribute: false } };

  public static override styles = [theme, controls, css`
    :host { display: block; position: relative; overflow: hidden; background: var(--ground); container-type: inline-size; block-size: 100%; }
    .frame { display: grid; block-size: 100%; grid-template: minmax(0, 1fr) / minmax(0, 1fr); }
    .side {
      position: absolute; inset-block: 0; inset-inline-start: 0; z-index: 2; inline-size: min(280px, 88%);
      display: flex; flex-direction: column; background: var(--side); border-inline-end: 1px solid var(--line);
      visibility: hidden; translate: -100% 0;
    }
    .side:dir(rtl) { translate: 100% 0; }
    .open .side { visibility: visible; translate: none; }
    .veil { position: absolute; inset: 0; z-index: 1; background: rgb(0 0 0 / 0.4); display: none; }
    .open .veil { display: block; }
    @media (prefers-reduced-motion: no-preference) {
      .side { transition: translate 0.15s, visibility 0.15s; }
    }
    .title { padding: 16px 16px 8px; font-weight: 700; font-size: 18px; overflow-wrap: anywhere; }
    room-list { flex: 1; overflow: hidden auto; padding: 8px 8px 16px; min-block-size: 0; }
    .account { border-block-start: 1px solid var(--line); padding: 12px 16px; }

    .conversation { display: grid; grid-template-rows: auto minmax(0, 1fr) auto; min-inline-size: 0; min-block-size: 0; }
    header { display: flex; align-items: center; gap: 8px; padding: 8px 16px; min-block-size: 56px; border-block-end: 1px solid var(--line); }
    h1 { margin: 0; font-size: 18px; line-height: 1.5; min-inline-size: 0; overflow: hidden; text-overflow: ellipsis; white-space: nowrap; }
    h1 span { color: var(--muted); font-weight: 400; }
    .foot { max-inline-size: 840px; inline-size: 100%; margin-inline: auto; padding: 0 24px 4px; }
    connection-line { padding-block-end: 8px; }
    .menu { position: relative; }
    .menu svg { inline-size: 24px; block-size: 24px; }
    .menu.unread::after {
      content: ""; position: absolute; inset-block-start: 6px; inset-inline-end: 6px; inline-size: 10px; block-size: 10px;
      border-radius: 50%; background: var(--accent-text); border: 2px solid var(--ground);
    }

    @container (max-width: 480px) {
      header { padding-inline: 8px; }
      .foot { padding-inline: 8px; }
    }
    @container (min-width: 900px) {
      .frame { grid-template-columns: 240px minmax(0, 1fr); }
      .side, .side:dir(rtl) { position: static; inline-size: auto; visibility: visible; translate: none; transition: none; }
      button.menu, .open .veil { display: none; }
      header { padding-inline: 24px; }
    }
  `];

  public connection: ChatConnection | undefined;
  public user: Sender = { id: '', name: '' };
  /** What the browser keeps. @default - what it keeps of this user */
  public memory: RoomMemory | undefined;

  private rooms: string[] = [];
  private current = '';
  private isOpen = false;
  private readonly unread = new UnreadCount();

  constructor() {
    super();
    new Listening(this, () => [this.connection?.stateChanged, this.unread.changed]);
  }

  public override connectedCallback(): void {
    super.connectedCallback();
    window.addEventListener('hashchange', this);
  }

  public override disconnectedCallback(): void {
    super.disconnectedCallback();
    window.removeEventListener('hashchange', this);
  }

  /** The address has changed. */
  public handleEvent(): void {
    this.show(roomOfHash(location.hash) ?? this.current);
  }

  protected override willUpdate(changed: PropertyValues<this>): void {
    if (changed.has('connection') && this.connection) {
      this.memory ??= new RoomMemory(this.user.id);
      this.rooms = [...this.memory.rooms];
      this.unread.watch(this.connection, this.user.id, this.rooms);
      this.show(roomOfHash(location.hash) ?? this.rooms[0] ?? GENERAL_ROOM);
    }
  }

  protected override render(): TemplateResult | typeof nothing {
    const { connection, current } = this;
    if (!connection) return nothing;
    const room = connection.join(current);
    const rooms = this.rooms.map((id) => ({ id, unread: this.unread.of(id) }));
    const others = rooms.some(({ unread }) => unread > 0);
    return html`
      <div class="frame ${this.isOpen ? 'open' : ''}" @keydown=${(event: KeyboardEvent) => this.pressed(event)}>
        <div class="side">
          <div class="title" role=${this.isOpen ? 'heading' : nothing} aria-level=${this.isOpen ? '1' : nothing}><slot name="title">Chat</slot></div>
          <room-list
            .rooms=${rooms} .current=${current}
            @room-open=${(event: CustomEvent<string>) => this.open(event.detail)}
            @room-leave=${(event: CustomEvent<string>) => this.leave(event.detail)}
          ></room-list>
          <div class="account"><slot name="account"></slot></div>
        </div>
        <div class="veil" @click=${() => this.toggle(false)}></div>
        <section class="conversation" aria-label="Conversation" ?inert=${this.isOpen}>
          <header>
            <button class="icon menu ${others ? 'unread' : ''}" aria-label="Show rooms" aria-expanded=${this.isOpen ? 'true' : 'false'} @click=${() => this.toggle(true)}>
              <svg viewBox="0 0 24 24" fill="none" stroke="currentColor" stroke-width="2" stroke-linecap="round" aria-hidden="true"><path d="M4 7h16M4 12h16M4 17h16"/></svg>
            </button>
            <h1><span aria-hidden="true"># </span>${current}</h1>
          </header>
          <message-list .room=${room} .user=${this.user}></message-list>
          <div class="foot">
            <connection-line .state=${connection.state}><slot name="signed-out" slot="signed-out">You are signed out.</slot></connection-line>
            <message-composer
              .roomId=${current} .draft=${this.memory?.draft(current) ?? ''} ?disabled=${room.refused !== undefined}
              @message-send=${(event: CustomEvent<string>) => this.send(event.detail)}
              @draft-change=${(event: CustomEvent<string>) => this.memory?.saveDraft(current, event.detail)}
            ></message-composer>
          </div>
        </section>
      </div>`;
  }

  /** Opens a room, and keeps it in the list. */
  private open(id: string): void {
    if (location.hash !== `#${id}`) location.hash = id;
    this.show(id);
    this.toggle(false);
    if (matchMedia('(pointer: fine)').matches) this.renderRoot.querySelector<MessageComposer>('message-composer')?.focus();
  }

  private show(id: string): void {
    if (!this.connection || id === '') return;
    if (!this.rooms.includes(id)) this.keep([...this.rooms, id]);
    this.current = id;
    this.unread.look(id);
    this.requestUpdate();
  }

  private leave(id: string): void {
    this.connection?.leave(id);
    this.keep(this.rooms.filter((room) => room !== id));
    if (this.current === id) this.open(this.rooms[0]!);
    this.requestUpdate();
  }

  private keep(rooms: string[]): void {
    this.rooms = rooms;
    if (this.memory) this.memory.rooms = rooms;
    if (this.connection) this.unread.watch(this.connection, this.user.id, rooms);
  }

  private send(text: string): void {
    this.connection?.join(this.current).send(text);
    this.renderRoot.querySelector<MessageList>('message-list')?.toEnd();
  }

  private toggle(isOpen: boolean): void {
    if (isOpen === this.isOpen) return;
    this.isOpen = isOpen;
    this.requestUpdate();
    const target = isOpen ? this.renderRoot.querySelector('room-list')?.shadowRoot?.querySelector('a') : this.renderRoot.querySelector<HTMLElement>('.menu');
    void this.updateComplete.then(() => target?.focus());
  }

  private pressed(event: KeyboardEvent): void {
    if (event.key === 'Escape') this.toggle(false);
  }
}

customElements.define('chat-room', ChatRoom);
