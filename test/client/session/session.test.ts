import type { GetToken } from '../../../src/client/connection/access-token';
import { Signal } from '../../../src/client/connection/signal';
import { Session } from '../../../src/client/session/session';
import type { TabNews, Tabs } from '../../../src/client/session/tabs';
import { FakeClock, settled } from '../fixtures/fake-clock';

const HOUR = 3_600_000;
const signIn = { login: '/auth/login', token: '/auth/token', logout: '/auth/logout' };

/** Tabs of one browser, and its cookie: whose session it is. */
class FakeBrowser {
  public user: string | undefined = 'ada';
  public status = 200;
  /** Milliseconds by which the server's clock is behind this machine's. */
  public behind = 0;
  public readonly posts: { path: string; contentType: string; body: string }[] = [];
  public readonly left: string[] = [];
  public atOnce = 0;

  private readonly all: Signal<TabNews>[] = [];
  private turn: Promise<unknown> = Promise.resolve();

  constructor(public readonly clock = new FakeClock()) {}

  public tab(): Session {
    const heard = new Signal<TabNews>();
    this.all.push(heard);
    const tabs: Tabs = {
      heard,
      tell: (news) => this.all.filter((each) => each !== heard).forEach((each) => each.emit(news)),
      oneAtATime: <T>(work: () => Promise<T>) => {
        const mine = this.turn.then(work);
        this.turn = mine.catch(() => undefined);
        return mine;
      },
    };
    const { clock } = this;
    const post = ((path: string, init: RequestInit) => this.post(path, init)) as typeof fetch;
    return new Session({ signIn, clock, tabs, fetch: post, navigate: (url) => this.left.push(url) });
  }

  private async post(path: string, init: RequestInit): Promise<Response> {
    this.posts.push({ path, contentType: new Headers(init.headers).get('content-type')!, body: init.body as string });
    this.atOnce += 1;
    await settled();
    this.atOnce -= 1;
    if (this.atOnce > 0) throw new Error('two tabs at once');
    if (this.status !== 200) return Response.json({ message: 'no' }, { status: this.status });
    if (path === '/auth/logout') return Response.json({ redirectTo: 'https://login.example.com/logout' });
    if (!this.user) return Response.json({ code: 'UNAUTHENTICATED', message: 'not signed in' }, { status: 401 });
    const now = this.clock.now() - this.behind;
    return Response.json(
      { accessToken: `token-${this.posts.length}`, expiresAt: new Date(now + HOUR).toISOString(), user: { id: this.user, name: this.user } },
      { headers: { date: new Date(now).toUTCString() } },
    );
  }
}

const nameOf = async (token: ReturnType<GetToken>) => (await token)?.accessToken;

describe('a session', () => {
  test('changes the cookie for a token, by a post of JSON', async () => {
    const browser = new FakeBrowser();
    const session = browser.tab();
    await session.getToken();
    expect(browser.posts).toEqual([{ path: '/auth/token', contentType: 'application/json', body: '{}' }]);
    expect([session.state, session.user]).toEqual(['signed-in', { id: 'ada', name: 'ada' }]);
  });

  test('asks once for all who ask, and not again while the token is good', async () => {
    const browser = new FakeBrowser();
    const session = browser.tab();
    const names = await Promise.all([nameOf(session.getToken()), nameOf(session.getToken())]);
    browser.clock.skip(HOUR - 61_000);
    expect([...names, await nameOf(session.getToken())]).toEqual(['token-1', 'token-1', 'token-1']);
  });

  test('brings another token in time, and in place of one that will not do', async () => {
    const browser = new FakeBrowser();
    const session = browser.tab();
    await session.getToken();
    expect(await nameOf(session.getToken('token-1'))).toBe('token-2');
    expect(await nameOf(session.getToken('token-1'))).toBe('token-2');
    browser.clock.skip(HOUR - 59_000);
    expect(await nameOf(session.getToken())).toBe('token-3');
  });

  test('of one tab waits for the others\'', async () => {
    const browser = new FakeBrowser();
    const tabs = [browser.tab(), browser.tab(), browser.tab()];
    await expect(Promise.all(tabs.map((tab) => tab.getToken()))).resolves.toHaveLength(3);
  });

  test('tells a token\'s end in this machine\'s time, however wrong its clock is', async () => {
    const browser = new FakeBrowser();
    browser.behind = 5 * HOUR;
    const token = await browser.tab().getToken();
    expect(Date.parse(token!.expiresAt)).toBe(browser.clock.now() + HOUR);
  });

  test('is over where the server says so', async () => {
    const browser = new FakeBrowser();
    browser.user = undefined;
    const session = browser.tab();
    expect(await session.getToken()).toBeUndefined();
    expect(session.state).toBe('signed-out');
  });

  test.each([429, 500, 403])('is not over where the server fails with %d: it is worth another try', async (status) => {
    const browser = new FakeBrowser();
    const session = browser.tab();
    await session.getToken();
    browser.status = status;
    await expect(session.getToken('token-1')).rejects.toThrow(String(status));
    expect(session.state).toBe('signed-in');
    browser.status = 200;
    expect(await nameOf(session.getToken('token-1'))).toBeDefined();
  });

  test('signs out here and in the other tabs, and goes where the server says', async () => {
    const browser = new FakeBrowser();
    const [here, there] = [browser.tab(), browser.tab()];
    await here.getToken();
    await there.getToken();
    await here.signOut();
    expect(browser.left).toEqual(['https://login.example.com/logout']);
    expect([here.state, there.state]).toEqual(['signed-out', 'signed-out-elsewhere']);
    browser.user = undefined;
    expect(await there.getToken()).toBeUndefined();
    expect(there.state).toBe('signed-out-elsewhere');
  });

  test('stays where signing out failed', async () => {
    const browser = new FakeBrowser();
    const session = browser.tab();
    await session.getToken();
    browser.status = 500;
    await expect(session.signOut()).rejects.toThrow('500');
    expect([session.state, browser.left]).toEqual(['signed-in', []]);
  });

  test('comes back when the person has signed in again in another tab', async () => {
    const browser = new FakeBrowser();
    const [here, there] = [browser.tab(), browser.tab()];
    await here.getToken();
    await there.getToken();
    await here.signOut();
    await browser.tab().getToken();
    await settled();
    await settled();
    expect(there.state).toBe('signed-in');
  });

  test('is not somebody else\'s: the page must begin anew', async () => {
    const browser = new FakeBrowser();
    const session = browser.tab();
    await session.getToken();
    browser.user = 'grace';
    expect(await session.getToken('token-1')).toBeUndefined();
    expect([session.state, session.user?.id]).toEqual(['changed', 'ada']);
  });

  test('begins at the login pages, which lead back', () => {
    const session = new FakeBrowser().tab();
    expect(session.loginUrl('/#general')).toBe('/auth/login?returnTo=%2F%23general');
    expect(session.loginUrl('/', 'Google')).toBe('/auth/login?provider=Google&returnTo=%2F');
  });
});
