import { css, html, LitElement, nothing, type TemplateResult } from 'lit';
import type { Config } from '../../protocol/http';
import '../chat-room/chat-room';
import { controls } from '../chat-room/controls';
import { RoomMemory } from '../chat-room/room-memory';
import { theme } from '../chat-room/theme';
import { ChatConnection } from '../connection/chat-connection';
import { systemClock } from '../connection/clock';
import { readConfig } from '../session/read-config';
import { Session } from '../session/session';
import { signInFailure } from '../session/sign-in-failure';
import { browserTabs } from '../session/tabs';
import { logo } from './logo';
import './sign-in-card';

/** The page: a card to sign in, or the chat room of who has. */
export class ChatPage extends LitElement {
  public static override styles = [theme, controls, css`
    :host { display: block; block-size: 100%; background: var(--ground); }
    main { block-size: 100%; }
    .trouble { block-size: 100%; display: grid; place-content: center; justify-items: center; gap: 16px; padding: 16px; text-align: center; }
    .title { display: flex; align-items: center; gap: 8px; }
    .title svg { flex: none; inline-size: 28px; block-size: 28px; }
    .account { display: flex; align-items: center; gap: 8px; flex-wrap: wrap; justify-content: space-between; }
    .account .name { min-inline-size: 0; overflow-wrap: anywhere; font-weight: 600; }
    .account button { padding-inline: 12px; font-size: 14px; }
    .account p { margin: 0; inline-size: 100%; color: var(--danger); font-size: 14px; }
  `];

  private config: Config | undefined;
  private session: Session | undefined;
  private connection: ChatConnection | undefined;
  private memory: RoomMemory | undefined;
  private isInTrouble = false;
  private hasFailedToSignOut = false;
  private problem = signInFailure(location.search);

  public override connectedCallback(): void {
    super.connectedCallback();
    if (!this.session) void this.start();
  }

  protected override render(): TemplateResult | typeof nothing {
    if (this.isInTrouble) return this.trouble();
    if (!this.config || !this.session || this.session.state === 'unknown') return nothing; // the page below says that it loads
    return html`<main>${this.connection ? this.chatRoom() : this.signIn()}</main>`;
  }

  private async start(): Promise<void> {
    try {
      this.config ??= await readConfig();
      this.session ??= this.createSession(this.config);
      await this.session.getToken();
      this.isInTrouble = false;
    } catch {
      this.isInTrouble = true;
    }
    this.requestUpdate();
  }

  private createSession({ title, signIn }: Config): Session {
    document.title = title;
    const session = new Session({
      signIn,
      fetch: (...request) => fetch(...request),
      clock: systemClock,
      tabs: browserTabs(),
      navigate: (url) => location.assign(url),
    });
    session.changed.listen(() => this.follow(session));
    return session;
  }

  /** Keeps the page in step with who is signed in. */
  private follow(session: Session): void {
    if (session.state === 'changed') return location.reload(); // the rooms on this page are not theirs
    if (session.state === 'signed-in') {
      this.connection ??= this.connect(session);
      this.connection.open();
      this.forgetProblem();
      this.hasFailedToSignOut = false;
    } else if (session.state === 'signed-out-elsewhere') {
      this.connection?.close();
    }
    this.requestUpdate();
  }

  private connect(session: Session): ChatConnection {
    this.memory = new RoomMemory(session.user!.id);
    return new ChatConnection({ url: this.config!.webSocketUrl, getToken: session.getToken, unsent: this.memory });
  }

  /** What went wrong before is not said again after a reload. */
  private forgetProblem(): void {
    this.problem = undefined;
    if (location.search !== '') history.replaceState(null, '', location.pathname + location.hash);
  }

  private signIn(): TemplateResult {
    const { title, identityProviders } = this.config!;
    const links = [
      { text: 'Sign in', href: this.loginUrl() },
      ...identityProviders.map((name) => ({ text: `Continue with ${name}`, href: this.loginUrl(name) })),
    ];
    return html`<sign-in-card .heading=${title} .links=${links} .problem=${this.problem}></sign-in-card>`;
  }

  private chatRoom(): TemplateResult {
    const session = this.session!;
    return html`
      <chat-room .connection=${this.connection} .user=${session.user} .memory=${this.memory}>
        <span slot="title" class="title">${logo}${this.config!.title}</span>
        <div slot="account" class="account">
          <span class="name" dir="auto">${session.user!.name}</span>
          <button class="quiet" @click=${() => void this.signOut()}>Sign out</button>
          ${this.hasFailedToSignOut ? html`<p role="alert">That did not work. Please try again.</p>` : nothing}
        </div>
        <span slot="signed-out">
          ${session.state === 'signed-out-elsewhere' ? 'Signed out in another tab.' : 'Your session has ended.'}
          <a href=${this.loginUrl()}>Sign in</a>
        </span>
      </chat-room>`;
  }

  private trouble(): TemplateResult {
    return html`
      <main class="trouble">
        <p role="alert">The chat room cannot be reached.</p>
        <button class="primary" @click=${() => void this.start()}>Try again</button>
      </main>`;
  }

  private loginUrl(provider?: string): string {
    return this.session!.loginUrl(location.pathname + location.hash, provider);
  }

  private async signOut(): Promise<void> {
    try {
      await this.session!.signOut();
      this.memory?.forgetTexts();
      this.connection?.close();
      this.connection = undefined; // nothing of the conversation is left to come back to
    } catch {
      this.hasFailedToSignOut = true;
    }
    this.requestUpdate();
  }
}

customElements.define('chat-page', ChatPage);
