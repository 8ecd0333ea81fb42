import { createPublicKey, type JsonWebKey, type KeyObject } from 'node:crypto';

/** An issuer's key, by the id that its tokens name. */
export type KeyOf = (issuer: string, keyId: string) => Promise<KeyObject | undefined>;

/** An issuer is asked for an unknown key so often, at most. */
const REFRESH_MS = 10_000;

/** Fetches issuers' keys by their discovery documents, and keeps them. */
export function issuerKeys(fetchJson: (url: string) => Promise<unknown> = fetchDocument): KeyOf {
  const issuers = new Map<string, { keys: Promise<Map<string, KeyObject>>; fetchedAt: number }>();
  return async (issuer, keyId) => {
    let known = issuers.get(issuer);
    if (!known || (Date.now() - known.fetchedAt > REFRESH_MS && !(await known.keys.catch(() => undefined))?.has(keyId))) {
      known = { keys: fetchKeys(issuer, fetchJson), fetchedAt: Date.now() };
      issuers.set(issuer, known);
      known.keys.catch(() => issuers.delete(issuer));
    }
    return (await known.keys).get(keyId);
  };
}

async function fetchKeys(issuer: string, fetchJson: (url: string) => Promise<unknown>): Promise<Map<string, KeyObject>> {
  const { jwks_uri: uri } = await fetchJson(`${issuer}/.well-known/openid-configuration`) as { jwks_uri: string };
  const { keys } = await fetchJson(uri) as { keys: JsonWebKey[] };
  return new Map(keys.map((key) => [String(key.kid), createPublicKey({ key, format: 'jwk' })]));
}

async function fetchDocument(url: string): Promise<unknown> {
  const response = await fetch(url);
  if (!response.ok) throw new Error(`${url} answered ${response.status}`);
  return response.json();
}
