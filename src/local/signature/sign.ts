import { canonicalRequest, type SignableRequest } from './canonical-request';
import { credentialScope, signature } from './signature';

export interface SigningContext {
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
  readonly region: string;
  readonly service: string;
  readonly now: Date;
}

/** The headers of a request, and with them those that sign it. */
export function sign(request: SignableRequest, { accessKeyId, now, ...scope }: SigningContext): Record<string, string> {
  const timestamp = now.toISOString().replaceAll(/[-:]|\.\d{3}/g, '');
  const headers = { ...request.headers, 'host': request.url.host, 'x-amz-date': timestamp };
  const signedHeaders = Object.keys(headers).sort();
  const signed = signature(canonicalRequest({ ...request, headers }, signedHeaders), { ...scope, timestamp });
  const credential = `${accessKeyId}/${credentialScope({ ...scope, timestamp })}`;
  return {
    ...headers,
    authorization: `AWS4-HMAC-SHA256 Credential=${credential}, SignedHeaders=${signedHeaders.join(';')}, Signature=${signed}`,
  };
}
