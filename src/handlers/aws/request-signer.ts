import { createHash, createHmac } from 'node:crypto';

/** Whom a request is signed for. Lambda gives a function those of its role in the environment, for as long as it runs. */
export interface Credentials {
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
  readonly sessionToken?: string | undefined;
}

export interface SignableRequest {
  readonly method: string;
  readonly host: string;
  /** As it is sent: encoded once. */
  readonly path: string;
  /** SHA-256 of the body in hexadecimal. */
  readonly bodyHash: string;
}

/**
 * Signature Version 4 for requests without a query. The SDK's signer hashes the body again for each request and derives
 * the key of the day each time; for a message that is posted to a hundred connections that is most of the work.
 *
 * @see https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_sigv-create-signed-request.html
 */
export class RequestSigner {
  private key: { readonly of: string; readonly value: Buffer } | undefined;

  constructor(private readonly service: string, private readonly region: string, private readonly credentials: () => Credentials) {}

  /** @returns the headers that make the request a signed one */
  sign(request: SignableRequest, now: Date = new Date()): Record<string, string> {
    const { accessKeyId, secretAccessKey, sessionToken } = this.credentials();
    const time = now.toISOString().replaceAll(/[-:]|\.\d{3}/g, '');
    const day = time.slice(0, 8);
    const scope = `${day}/${this.region}/${this.service}/aws4_request`;
    const headers = {
      'host': request.host,
      'x-amz-date': time,
      ...(sessionToken && { 'x-amz-security-token': sessionToken }),
    };
    const names = Object.keys(headers).join(';');
    const canonical = [
      request.method,
      request.path.split('/').map(encode).join('/'), // encoded a second time, as the scheme wants
      '',
      ...Object.entries(headers).map(([name, value]) => `${name}:${value}`),
      '',
      names,
      request.bodyHash,
    ].join('\n');
    const text = ['AWS4-HMAC-SHA256', time, scope, sha256(canonical)].join('\n');
    const signature = hmac(this.keyOf(day, secretAccessKey), text).toString('hex');
    return { ...headers, authorization: `AWS4-HMAC-SHA256 Credential=${accessKeyId}/${scope}, SignedHeaders=${names}, Signature=${signature}` };
  }

  /** Derived once a day, and anew when the secret changes. */
  private keyOf(day: string, secret: string): Buffer {
    const of = `${day} ${secret}`;
    if (this.key?.of !== of) {
      const value = [this.region, this.service, 'aws4_request'].reduce(hmac, hmac(`AWS4${secret}`, day));
      this.key = { of, value };
    }
    return this.key.value;
  }
}

/** All but letters, digits and `-_.~`; `encodeURIComponent` leaves five more. */
function encode(text: string): string {
  return encodeURIComponent(text).replaceAll(/[!'()*]/g, (character) => `%${character.charCodeAt(0).toString(16).toUpperCase()}`);
}

export function sha256(data: string | Uint8Array): string {
  return createHash('sha256').update(data).digest('hex');
}

function hmac(key: string | Buffer, data: string): Buffer {
  return createHmac('sha256', key).update(data).digest();
}
