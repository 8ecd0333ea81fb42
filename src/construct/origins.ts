import { Token } from 'aws-cdk-lib';
import type { IConstruct } from 'constructs';
import { misuse } from './misuse';

/**
 * Checks `allowedOrigins`: each an origin as a browser writes it, lower case and without a path.
 */
export function validateOrigins(scope: IConstruct, origins: string[]): void {
  if (Token.isUnresolved(origins)) return;
  for (const [index, origin] of origins.entries()) {
    if (!Token.isUnresolved(origin) && !isOrigin(origin)) {
      throw misuse(scope, `allowedOrigins[${index}]`, 'must be an origin, as "https://example.com" or "http://localhost:5173", without a path', origin);
    }
  }
}

function isOrigin(origin: string): boolean {
  if (!URL.canParse(origin)) return false;
  const url = new URL(origin);
  const isWeb = url.protocol === 'https:' || url.protocol === 'http:';
  return isWeb && url.origin === origin && !origin.includes('*');
}
