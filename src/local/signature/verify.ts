import { timingSafeEqual } from 'node:crypto';
import { canonicalRequest, type SignableRequest } from './canonical-request';
import { credentialScope, signature } from './signature';

/** How AWS names what is wrong with a signature; the body's message goes with it. */
export interface SignatureFault {
  readonly type: 'MissingAuthenticationTokenException' | 'IncompleteSignatureException' | 'UnrecognizedClientException' | 'InvalidSignatureException';
  readonly message: string;
}

export interface VerificationContext {
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
  readonly region: string;
  readonly service: string;
  /** Milliseconds since 1970. */
  readonly now: number;
}

const AUTHORIZATION = /^AWS4-HMAC-SHA256 Credential=([^/\s]+)\/(\S+?),\s*SignedHeaders=(\S+?),\s*Signature=([0-9a-f]{64})$/;
const MAX_CLOCK_SKEW_MS = 5 * 60_000;

/** What is wrong with the signature of a request, or `undefined`. */
export function signatureFault(request: SignableRequest, { accessKeyId, now, ...scope }: VerificationContext): SignatureFault | undefined {
  const { authorization, 'x-amz-date': timestamp = '' } = request.headers;
  if (authorization === undefined) return { type: 'MissingAuthenticationTokenException', message: 'Missing Authentication Token' };
  const [, key, credential, signedHeaders = '', signed = ''] = AUTHORIZATION.exec(authorization) ?? [];
  if (key === undefined) return { type: 'IncompleteSignatureException', message: 'The Authorization header is not a Signature Version 4' };
  if (key !== accessKeyId) return { type: 'UnrecognizedClientException', message: 'The security token included in the request is invalid.' };
  if (credential !== credentialScope({ ...scope, timestamp }) || !signedHeaders.split(';').includes('host')) {
    return { type: 'InvalidSignatureException', message: `The signature must cover the host, and be made for ${scope.region} and ${scope.service}.` };
  }
  if (!(Math.abs(now - Date.parse(timestamp.replace(/^(\d{4})(\d\d)(\d\dT\d\d)(\d\d)(\d\dZ)$/, '$1-$2-$3:$4:$5'))) <= MAX_CLOCK_SKEW_MS)) {
    return { type: 'InvalidSignatureException', message: 'Signature expired' };
  }
  const expected = signature(canonicalRequest(request, signedHeaders.split(';')), { ...scope, timestamp });
  if (timingSafeEqual(Buffer.from(expected), Buffer.from(signed))) return undefined;
  return {
    type: 'InvalidSignatureException',
    message: 'The request signature we calculated does not match the signature you provided. Check your AWS Secret Access Key and signing method.',
  };
}
