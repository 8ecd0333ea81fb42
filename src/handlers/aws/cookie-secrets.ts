import { GetSecretValueCommand, ResourceNotFoundException, SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import type { SealSecrets } from '../sign-in/seal';

/** After so long the secret is read again, to notice a rotation. */
const MAX_AGE_MS = 5 * 60_000;

/** The versions of a secret: the present one, and where it was ever rotated the one before. */
export function cookieSecrets(secretId: string): SealSecrets {
  const client = new SecretsManagerClient({});
  let cached: { readonly readAt: number; readonly values: Promise<string[]> } | undefined;

  return async () => {
    if (!cached || Date.now() - cached.readAt > MAX_AGE_MS) cached = { readAt: Date.now(), values: readAll() };
    try {
      return await cached.values;
    } catch (error) {
      cached = undefined;
      throw error;
    }
  };

  async function readAll(): Promise<string[]> {
    const values = await Promise.all([read('AWSCURRENT'), read('AWSPREVIOUS')]);
    return values.filter((value) => value !== undefined);
  }

  async function read(VersionStage: string): Promise<string | undefined> {
    try {
      return (await client.send(new GetSecretValueCommand({ SecretId: secretId, VersionStage }))).SecretString;
    } catch (error) {
      if (VersionStage === 'AWSPREVIOUS' && error instanceof ResourceNotFoundException) return undefined;
      throw error;
    }
  }
}
