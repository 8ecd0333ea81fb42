import { isJwks, SimpleJwksCache, SimplePenaltyBox } from 'aws-jwt-verify/jwk';

/** How long to wait for the issuer's keys. */
const TIMEOUT_MS = 3_000;

/** After a token that names an unknown key, the keys are not read again for so long, however many such tokens come. */
const UNKNOWN_KEY_SECONDS = 300;

/**
 * The issuer's keys, kept between invocations. Its own fetcher would take https alone, and its own parser blames the token
 * where the issuer answers with something else than keys.
 */
export const issuerKeys = new SimpleJwksCache({
  penaltyBox: new SimplePenaltyBox({ waitSeconds: UNKNOWN_KEY_SECONDS }),
  fetcher: {
    fetch: async (uri) => {
      const response = await fetch(uri, { signal: AbortSignal.timeout(TIMEOUT_MS) });
      if (!response.ok) throw new Error(`the issuer's keys could not be read: status ${response.status}`);
      return response.arrayBuffer();
    },
  },
  jwksParser: (body) => {
    const keys = parseJson(Buffer.from(body).toString());
    if (!isJwks(keys)) throw new Error("the issuer's keys could not be read: it answers with something else");
    return keys;
  },
});

function parseJson(text: string): Parameters<typeof isJwks>[0] {
  try {
    return JSON.parse(text) as Parameters<typeof isJwks>[0];
  } catch {
    return null;
  }
}
