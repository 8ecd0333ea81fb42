import { ConditionalCheckFailedException } from '@aws-sdk/client-dynamodb';

/** What a write answered, or `undefined` where its condition did not hold. */
export async function conditional<T>(write: Promise<T>): Promise<T | undefined> {
  try {
    return await write;
  } catch (error) {
    if (error instanceof ConditionalCheckFailedException) return undefined;
    throw error;
  }
}
