import { randomBytes } from 'node:crypto';
import { exportJWK, generateKeyPair, type GenerateKeyPairResult, type JSONWebKeySet, type JWTPayload, jwtVerify, SignJWT } from 'jose';

/** Cognito signs the two kinds with keys of their own. */
export type TokenUse = 'access' | 'id';

const ALGORITHM = 'RS256';

/** The keys of one run: what another run signed is not good in this one. */
export class SigningKeys {
  static async generate(): Promise<SigningKeys> {
    const generate = async () => generateKeyPair(ALGORITHM, { extractable: true });
    const [id, access] = await Promise.all([generate(), generate()]);
    const pairs = { id, access };
    const ids = { id: randomBytes(32).toString('base64'), access: randomBytes(32).toString('base64') };
    const keys = await Promise.all((['id', 'access'] as const).map(async (use) => {
      const { n, e } = await exportJWK(pairs[use].publicKey);
      return { alg: ALGORITHM, e: e ?? '', kid: ids[use], kty: 'RSA', n: n ?? '', use: 'sig' };
    }));
    return new SigningKeys(pairs, ids, { keys });
  }

  private constructor(
    private readonly pairs: Record<TokenUse, GenerateKeyPairResult>,
    private readonly ids: Record<TokenUse, string>,
    /** The public halves. */
    readonly jwks: JSONWebKeySet,
  ) {}

  async sign(use: TokenUse, claims: JWTPayload): Promise<string> {
    return new SignJWT(claims).setProtectedHeader({ kid: this.ids[use], alg: ALGORITHM }).sign(this.pairs[use].privateKey);
  }

  /** The claims of an unexpired access token of ours; `undefined` for anything else. */
  async verifyAccessToken(token: string, issuer: string, now: number): Promise<JWTPayload | undefined> {
    try {
      const options = { issuer, algorithms: [ALGORITHM], currentDate: new Date(now) };
      const { payload } = await jwtVerify(token, this.pairs.access.publicKey, options);
      return payload; // nothing but access tokens is signed with that key
    } catch {
      return undefined;
    }
  }
}
