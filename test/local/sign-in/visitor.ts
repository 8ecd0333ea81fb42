/**
 * Somebody at the login pages, without a browser: keeps cookies, follows redirects as long as they stay at the pages,
 * and sends the form of the page they are on.
 */
export class Visitor {
  status = 0;
  page = '';
  /** Where they are; where they were sent, once they left the login pages. */
  url = new URL('about:blank');
  private cookies = new Map<string, string>();

  get heading(): string | undefined {
    return this.text(/<h1>(.*?)<\/h1>/s);
  }

  get alert(): string | undefined {
    return this.text(/role="alert"[^>]*>(.*?)<\/p>/s);
  }

  get notice(): string | undefined {
    return this.text(/role="status"[^>]*>(.*?)<\/p>/s);
  }

  get links(): string[] {
    return [...this.page.matchAll(/<a [^>]*>(.*?)<\/a>/gs)].map(([, text]) => unescape(text));
  }

  /** Labels of the fields, in order. */
  get labels(): string[] {
    return [...this.page.matchAll(/<label [^>]*>(.*?)<\/label>/gs)].map(([, text]) => unescape(text));
  }

  get callback(): Record<string, string> {
    return Object.fromEntries(this.url.searchParams);
  }

  /** What a field holds as the page comes. */
  value(name: string): string | undefined {
    const field = this.page.match(new RegExp(`<input [^>]*name="${name}"[^>]*>`))?.[0];
    return unescape(field?.match(/ value="([^"]*)"/)?.[1]);
  }

  async open(url: string): Promise<this> {
    return this.go(new URL(url, this.url), { method: 'GET' });
  }

  async follow(linkText: string): Promise<this> {
    const link = [...this.page.matchAll(/<a [^>]*href="([^"]*)"[^>]*>(.*?)<\/a>/gs)].find(([, , text]) => unescape(text) === linkText);
    if (!link) throw new Error(`no link "${linkText}" on the page "${this.heading}"`);
    return this.open(unescape(link[1])!);
  }

  /** @param headers as `origin` */
  async submit(fields: Record<string, string>, headers: Record<string, string> = {}): Promise<this> {
    const action = unescape(this.page.match(/<form [^>]*action="([^"]*)"/)?.[1]);
    if (action === undefined) throw new Error(`no form on the page "${this.heading}"`);
    const body = new URLSearchParams({ form_token: this.value('form_token') ?? '', ...fields });
    return this.go(new URL(action, this.url), { method: 'POST', body, headers: { origin: this.url.origin, ...headers } });
  }

  forgetCookies(): void {
    this.cookies.clear();
  }

  takeCookiesOf(other: Visitor): void {
    this.cookies = new Map(other.cookies);
  }

  get cookieNames(): string[] {
    return [...this.cookies.keys()];
  }

  private async go(url: URL, init: RequestInit): Promise<this> {
    const cookie = [...this.cookies].map(([name, value]) => `${name}=${value}`).join('; ');
    const response = await fetch(url, { ...init, redirect: 'manual', headers: { ...init.headers as Record<string, string>, cookie } });
    for (const set of response.headers.getSetCookie()) {
      const [, name, value] = /^([^=]+)=([^;]*)/.exec(set)!;
      this.cookies.set(name, value);
    }
    const location = response.headers.get('location');
    if (location !== null && [302, 303, 307].includes(response.status)) {
      const next = new URL(location, url);
      if (next.origin === url.origin) return this.go(next, { method: 'GET' });
      this.url = next;
      this.page = '';
      return this;
    }
    this.url = url;
    this.status = response.status;
    this.page = await response.text();
    return this;
  }

  private text(pattern: RegExp): string | undefined {
    return unescape(this.page.match(pattern)?.[1]);
  }
}

function unescape(text: string): string;
function unescape(text: string | undefined): string | undefined;
function unescape(text: string | undefined): string | undefined {
  return text?.replaceAll('&lt;', '<').replaceAll('&gt;', '>').replaceAll('&quot;', '"').replaceAll('&#39;', "'").replaceAll('&amp;', '&').trim();
}
