import { normalizeName } from '../../protocol/text';

/**
 * The name that a person's messages carry. Who has none gets a neutral one, by which they can still be told apart; never
 * the e-mail address.
 */
export function displayName(name: unknown, userId: string): string {
  const normalized = typeof name === 'string' ? normalizeName(name) : '';
  return normalized || `Guest ${userId.replaceAll(/[^A-Za-z0-9]/g, '').slice(-4)}`;
}
