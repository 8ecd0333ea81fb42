import type { APIGatewayProxyEventV2, APIGatewayProxyStructuredResultV2, Context } from 'aws-lambda';
import { context, httpEvent } from '../events';

export type Handler = (event: APIGatewayProxyEventV2, context: Context) => Promise<APIGatewayProxyStructuredResultV2>;

export const PAGE_ORIGIN = 'https://chat.example.com';

interface Cookie {
  readonly value: string;
  readonly attributes: readonly string[];
}

/** A browser, as far as the token exchange sees one: it keeps cookies, and sends those that it may. */
export class Browser {
  readonly cookies = new Map<string, Cookie>();

  constructor(private readonly handler: Handler) {}

  /** Follows a link, from the page itself or from another site. */
  async open(path: '/auth/login' | '/auth/callback', query: Record<string, string> = {}, { fromOtherSite = path === '/auth/callback' } = {}) {
    return this.keep(await this.handler(httpEvent({ routeKey: `GET ${path}`, query, ...this.sent(fromOtherSite) }), context()));
  }

  /** What the page's scripts post. */
  async post(path: '/auth/token' | '/auth/logout', { body = '{}', headers = {} }: { body?: string; headers?: Record<string, string | undefined> } = {}) {
    const all = { 'origin': PAGE_ORIGIN, 'content-type': 'application/json', ...headers };
    const present = Object.fromEntries(Object.entries(all).filter((entry): entry is [string, string] => entry[1] !== undefined));
    return this.keep(await this.handler(httpEvent({ routeKey: `POST ${path}`, headers: present, body, ...this.sent(false) }), context()));
  }

  /** The one cookie whose name begins so. */
  cookie(name: string): Cookie | undefined {
    return this.cookies.get(this.nameOf(name) ?? '');
  }

  nameOf(name: string): string | undefined {
    return Array.from(this.cookies.keys()).find((each) => each.startsWith(`__Host-${name}-`));
  }

  /** Changes the value of a cookie, as its owner can. */
  tamper(name: string, value: string): void {
    const full = this.nameOf(name)!;
    this.cookies.set(full, { ...this.cookies.get(full)!, value });
  }

  private sent(fromOtherSite: boolean): { cookies?: string[] } {
    const sent = Array.from(this.cookies).filter(([, { attributes }]) => !fromOtherSite || !attributes.includes('SameSite=Strict'));
    return sent.length > 0 ? { cookies: sent.map(([name, { value }]) => `${name}=${value}`) } : {};
  }

  private keep(answer: APIGatewayProxyStructuredResultV2): APIGatewayProxyStructuredResultV2 {
    for (const header of answer.cookies ?? []) {
      const [pair, ...attributes] = header.split('; ');
      const [name, value] = [pair.slice(0, pair.indexOf('=')), pair.slice(pair.indexOf('=') + 1)];
      if (attributes.includes('Max-Age=0')) this.cookies.delete(name);
      else this.cookies.set(name, { value, attributes });
    }
    return answer;
  }
}
