import { createHash, randomInt } from 'node:crypto';

export const LOWER_CASE = 'abcdefghijklmnopqrstuvwxyz0123456789';
export const UPPER_CASE = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789';
export const MIXED_CASE = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789';

/** Random characters of an alphabet, as AWS makes its ids of them. */
export function randomId(alphabet: string, length: number): string {
  return Array.from({ length }, () => alphabet[randomInt(alphabet.length)]).join('');
}

/** The same characters for the same text, at most 32. */
export function derivedId(alphabet: string, length: number, text: string): string {
  const digest = [...createHash('sha256').update(text).digest().subarray(0, length)];
  return digest.map((byte) => alphabet[byte % alphabet.length]).join('');
}
