import type { GenericSchema } from 'valibot';
import { safeParse } from 'valibot';
import { Seal, type SealSecrets } from './seal';

export interface SealedCookieOptions<T> {
  /** Tells the chat rooms of one host apart: cookies do not know ports. */
  readonly name: string;
  readonly sameSite: 'Strict' | 'Lax';
  readonly maxAgeSeconds: number;
  readonly content: GenericSchema<unknown, T>;
  readonly secrets: SealSecrets;
}

/**
 * A cookie that no script, subdomain or other path can set or see, sent over TLS alone, whose content only we can read.
 *
 * @see https://developer.mozilla.org/docs/Web/HTTP/Reference/Headers/Set-Cookie#cookie_prefixes
 */
export class SealedCookie<T> {
  private readonly name: string;
  private readonly seal: Seal;

  constructor(private readonly options: SealedCookieOptions<T>) {
    this.name = `__Host-${options.name}`;
    this.seal = new Seal(options.secrets, this.name);
  }

  async set(content: T): Promise<string> {
    return this.header(await this.seal.close(content), this.options.maxAgeSeconds);
  }

  clear(): string {
    return this.header('', 0);
  }

  /** @param cookies as API Gateway gives them: `name=value` each */
  async read(cookies: readonly string[] = []): Promise<T | undefined> {
    const prefix = `${this.name}=`;
    const value = cookies.find((cookie) => cookie.startsWith(prefix))?.slice(prefix.length);
    const content = safeParse(this.options.content, value && (await this.seal.open(value)));
    return content.success ? content.output : undefined;
  }

  private header(value: string, maxAgeSeconds: number): string {
    return `${this.name}=${value}; Path=/; Secure; HttpOnly; SameSite=${this.options.sameSite}; Max-Age=${maxAgeSeconds}`;
  }
}
