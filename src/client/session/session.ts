import * as v from 'valibot';
import { LogoutResponse, TokenResponse, type Config } from '../../protocol/http';
import type { GetToken } from '../connection/access-token';
import type { Clock } from '../connection/clock';
import { Signal } from '../connection/signal';
import type { Tabs } from './tabs';

/**
 * - `unknown`: not asked yet
 * - `signed-in`
 * - `signed-out`: the server says so
 * - `signed-out-elsewhere`: another tab has signed out
 * - `changed`: somebody else has signed in with this browser; what is on the page is not theirs
 */
export type SessionState = 'unknown' | 'signed-in' | 'signed-out' | 'signed-out-elsewhere' | 'changed';

/** Milliseconds that a token must still be good for. */
const LEAST_LIFE = 60_000;

/** Milliseconds until a request is given up. */
const TIMEOUT = 20_000;

export interface SessionOptions {
  readonly signIn: Config['signIn'];
  readonly fetch: typeof fetch;
  readonly clock: Clock;
  readonly tabs: Tabs;
  /** Leaves the page for another address. */
  readonly navigate: (url: string) => void;
}

/**
 * Who is signed in, and the access token, which is kept in memory only: the browser holds the session in a cookie that no
 * page can read, and changes it for tokens.
 */
export class Session {
  public readonly changed = new Signal<SessionState>();

  private current: SessionState = 'unknown';
  private token: TokenResponse | undefined;
  private person: TokenResponse['user'] | undefined;
  private running: Promise<TokenResponse | undefined> | undefined;

  constructor(private readonly options: SessionOptions) {
    options.tabs.heard.listen((news) => this.hear(news));
  }

  public get state(): SessionState {
    return this.current;
  }

  /** Who signed in last; still known after signing out. */
  public get user(): TokenResponse['user'] | undefined {
    return this.person;
  }

  /** A token that is good for a minute at least. All who ask at the same time, in all tabs, wait for one another. */
  public readonly getToken: GetToken = async (stale) => {
    const { clock } = this.options;
    const { token } = this;
    if (token && token.accessToken !== stale && Date.parse(token.expiresAt) - clock.now() >= LEAST_LIFE) return token;
    this.running ??= this.options.tabs.oneAtATime(() => this.refresh()).finally(() => {
      this.running = undefined;
    });
    return this.running;
  };

  /** Where to go to sign in, and come back from to `returnTo`. */
  public loginUrl(returnTo: string, provider?: string): string {
    const query = new URLSearchParams({ ...(provider !== undefined && { provider }), returnTo });
    return `${this.options.signIn.login}?${query}`;
  }

  /** Signs out, here and in the other tabs, and leaves for the login pages, which end their own session. */
  public async signOut(): Promise<void> {
    const response = await this.post(this.options.signIn.logout);
    if (!response.ok) throw new Error(`sign-out: HTTP ${response.status}`);
    const { redirectTo } = v.parse(LogoutResponse, await response.json());
    this.options.tabs.tell('signed-out');
    this.become('signed-out');
    this.options.navigate(redirectTo);
  }

  private async refresh(): Promise<TokenResponse | undefined> {
    const response = await this.post(this.options.signIn.token);
    if (response.status === 401) {
      this.become('signed-out');
      return undefined;
    }
    if (!response.ok) throw new Error(`token: HTTP ${response.status}`);
    const answer = v.parse(TokenResponse, await response.json());
    if (this.person && this.person.id !== answer.user.id) {
      this.become('changed');
      return undefined;
    }
    this.person = answer.user;
    this.token = { ...answer, expiresAt: this.inOurTime(answer.expiresAt, response.headers.get('date')) };
    if (this.current !== 'signed-in') this.options.tabs.tell('signed-in');
    this.become('signed-in');
    return this.token;
  }

  /** The clock of this machine may be wrong; how long a token lives is told by the server's. */
  private inOurTime(expiresAt: string, serverDate: string | null): string {
    const ahead = serverDate === null ? 0 : this.options.clock.now() - Date.parse(serverDate);
    return new Date(Date.parse(expiresAt) + (ahead || 0)).toISOString();
  }

  private post(path: string): Promise<Response> {
    return this.options.fetch(path, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: '{}',
      signal: AbortSignal.timeout(TIMEOUT),
    });
  }

  private hear(news: 'signed-in' | 'signed-out'): void {
    if (news === 'signed-out' && this.current === 'signed-in') this.become('signed-out-elsewhere');
    if (news === 'signed-in' && this.current.startsWith('signed-out')) this.getToken().catch(() => undefined);
  }

  private become(state: SessionState): void {
    if (state !== 'signed-in') this.token = undefined;
    if (state === this.current) return;
    if (state === 'signed-out' && this.current === 'signed-out-elsewhere') return; // the better reason
    this.current = state;
    this.changed.emit(state);
  }
}
