import { createHash, createHmac } from 'node:crypto';

/** What a signature holds for, besides its request. */
export interface SignatureScope {
  readonly secretAccessKey: string;
  readonly region: string;
  readonly service: string;
  /** As `20261122T100000Z`. */
  readonly timestamp: string;
}

/** The signature of a canonical request, in hexadecimal. */
export function signature(canonical: string, scope: SignatureScope): string {
  const stringToSign = ['AWS4-HMAC-SHA256', scope.timestamp, credentialScope(scope), createHash('sha256').update(canonical).digest('hex')].join('\n');
  const key = credentialScope(scope).split('/').reduce<string | Buffer>((secret, part) => hmac(secret, part), `AWS4${scope.secretAccessKey}`);
  return hmac(key, stringToSign).toString('hex');
}

/** As `20261122/us-east-1/execute-api/aws4_request`. */
export function credentialScope({ timestamp, region, service }: Omit<SignatureScope, 'secretAccessKey'>): string {
  return `${timestamp.slice(0, 8)}/${region}/${service}/aws4_request`;
}

function hmac(key: string | Buffer, text: string): Buffer {
  return createHmac('sha256', key).update(text).digest();
}
