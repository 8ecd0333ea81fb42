import { createHmac, randomBytes, timingSafeEqual } from 'node:crypto';
import { ExpiringMap } from '../expiring-map';
import type { HttpRequest } from '../http/http-request';

/** @see https://docs.aws.amazon.com/cognito/latest/developerguide/cognito-user-pools-managed-login.html "valid for one hour" */
const SESSION_MS = 60 * 60_000;

const ID = /^[\w-]{43}$/;

/** What is known of a browser between its requests. */
interface Session {
  /** Who signed in with it, so that they need not again. `authTime` in seconds since 1970. */
  readonly signedIn?: { readonly userId: string; readonly authTime: number };
  /** Who gave the right password, but still has to confirm their address. */
  readonly confirming?: { readonly userId: string };
  /** Whose new password is on its way. */
  readonly recovering?: { readonly email: string };
}

/** A browser that visits the login pages. */
export interface Browser {
  readonly session: Session;
  /** Goes into its forms: another site cannot know it. */
  readonly formToken: string;
  readonly cookie: string;
}

/**
 * Knows browsers by a cookie. Its name has the port in it: cookies do not keep to a port, and a second chat room on
 * this machine must not sign out the first one's people.
 */
export class Browsers {
  private readonly sessions: ExpiringMap<string, Session>;
  private readonly key = randomBytes(32);
  private readonly cookieName: string;

  constructor(private readonly now: () => number, port: number) {
    this.sessions = new ExpiringMap(now);
    this.cookieName = `cognito-${port}`;
  }

  /** The browser that sends a request; a new one, if it brings no cookie. */
  of(request: HttpRequest): Browser {
    const id = this.idOf(request) ?? randomBytes(32).toString('base64url');
    return this.browser(id, this.sessions.get(id) ?? {});
  }

  /** Notes something of a browser, under a new id: one that somebody planted before is worth nothing. */
  update(request: HttpRequest, session: Session): Browser {
    const old = this.idOf(request);
    if (old !== undefined) this.sessions.delete(old);
    const id = randomBytes(32).toString('base64url');
    this.sessions.set(id, session, this.now() + SESSION_MS);
    return this.browser(id, session);
  }

  isOwnForm(request: HttpRequest, formToken: string | undefined): boolean {
    const id = this.idOf(request);
    if (id === undefined || formToken === undefined) return false;
    const expected = Buffer.from(this.formToken(id));
    const given = Buffer.from(formToken);
    return given.length === expected.length && timingSafeEqual(given, expected);
  }

  private idOf(request: HttpRequest): string | undefined {
    const id = request.cookie(this.cookieName);
    return id !== undefined && ID.test(id) ? id : undefined;
  }

  private browser(id: string, session: Session): Browser {
    return { session, formToken: this.formToken(id), cookie: `${this.cookieName}=${id}; Path=/; HttpOnly; SameSite=Lax` };
  }

  private formToken(id: string): string {
    return createHmac('sha256', this.key).update(id).digest('base64url');
  }
}
