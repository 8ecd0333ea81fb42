import { createHash, timingSafeEqual } from 'node:crypto';
import type { HttpRequest } from '../http/http-request';
import type { Parameters } from '../http/parameters';
import type { AppClient } from '../pool/app-client';

interface Credentials {
  readonly id: string;
  readonly secret: string | undefined;
}

/**
 * Finds out which client speaks: by `client_secret_basic` or `client_secret_post`; one without a secret by its id
 * alone.
 */
export class ClientAuthentication {
  constructor(private readonly clients: ReadonlyMap<string, AppClient>) {}

  /** @returns `undefined` where it is no client of the pool, or not its secret */
  authenticate(request: HttpRequest, form: Parameters): AppClient | undefined {
    const credentials = credentialsOf(request, form);
    const client = credentials && this.clients.get(credentials.id);
    if (!client || !isSame(credentials.secret, client.secret)) return undefined;
    return client;
  }
}

function credentialsOf(request: HttpRequest, form: Parameters): Credentials | undefined {
  const { authorization } = request.headers;
  const id = form.get('client_id');
  const secret = form.get('client_secret');
  if (authorization === undefined) return id === undefined ? undefined : { id, secret };
  const basic = basicCredentials(authorization);
  const contradicts = (id !== undefined && id !== basic?.id) || secret !== undefined; // one way to authenticate at a time
  return contradicts ? undefined : basic;
}

/** Both halves are form-encoded before they are joined. @see https://www.rfc-editor.org/rfc/rfc6749#section-2.3.1 */
function basicCredentials(authorization: string): Credentials | undefined {
  const [, encoded] = /^basic +([A-Za-z0-9+/=_-]+)$/i.exec(authorization) ?? [];
  if (encoded === undefined) return undefined;
  const [, id, secret] = /^([^:]*):(.*)$/s.exec(Buffer.from(encoded, 'base64').toString('utf8')) ?? [];
  if (id === undefined || secret === undefined) return undefined;
  try {
    return { id: formDecode(id), secret: formDecode(secret) };
  } catch {
    return undefined;
  }
}

function formDecode(text: string): string {
  return decodeURIComponent(text.replaceAll('+', ' '));
}

function isSame(given: string | undefined, expected: string | undefined): boolean {
  if (given === undefined || expected === undefined) return given === expected;
  const digest = (text: string) => createHash('sha256').update(text).digest();
  return timingSafeEqual(digest(given), digest(expected));
}
