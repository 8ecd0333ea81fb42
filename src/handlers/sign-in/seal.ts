import { createCipheriv, createDecipheriv, hkdfSync, randomBytes } from 'node:crypto';

const IV_BYTES = 12;
const TAG_BYTES = 16;

/** Secrets by their age, the present one first: what an older one sealed still opens after a rotation. */
export type SealSecrets = () => Promise<readonly string[]>;

/**
 * Seals what a browser keeps for us and must neither read nor change: AES-256-GCM, for one purpose each, so that one
 * cookie cannot be passed off as another.
 */
export class Seal {
  constructor(private readonly secrets: SealSecrets, private readonly purpose: string) {}

  async close(content: unknown): Promise<string> {
    const [secret] = await this.secrets();
    const iv = randomBytes(IV_BYTES);
    const cipher = createCipheriv('aes-256-gcm', this.key(secret!), iv);
    const sealed = Buffer.concat([iv, cipher.update(JSON.stringify(content), 'utf8'), cipher.final(), cipher.getAuthTag()]);
    return sealed.toString('base64url');
  }

  /** @returns the content, or `undefined` for whatever was not sealed here for this purpose */
  async open(sealed: string): Promise<unknown> {
    for (const secret of await this.secrets()) {
      try {
        return this.decrypt(sealed, secret);
      } catch {
        continue; // sealed with another secret, or not by us
      }
    }
    return undefined;
  }

  private decrypt(sealed: string, secret: string): unknown {
    const bytes = Buffer.from(sealed, 'base64url');
    const decipher = createDecipheriv('aes-256-gcm', this.key(secret), bytes.subarray(0, IV_BYTES), { authTagLength: TAG_BYTES });
    decipher.setAuthTag(bytes.subarray(-TAG_BYTES));
    const content = Buffer.concat([decipher.update(bytes.subarray(IV_BYTES, -TAG_BYTES)), decipher.final()]);
    return JSON.parse(content.toString('utf8'));
  }

  private key(secret: string): Uint8Array {
    return new Uint8Array(hkdfSync('sha256', secret, '', this.purpose, 32));
  }
}
