import { createHash, createHmac } from 'node:crypto';
import { SignatureV4 } from '@smithy/signature-v4';
import { sign } from '../../../src/local/signature/sign';
import { signatureFault, type VerificationContext } from '../../../src/local/signature/verify';

const CREDENTIALS = { accessKeyId: 'AKIAEXAMPLE', secretAccessKey: 'secret' };
const NOW = new Date('2026-11-22T10:00:00Z');
const CONTEXT: VerificationContext = { ...CREDENTIALS, region: 'us-east-1', service: 'execute-api', now: NOW.getTime() };

/** Node's hashes in the form that the SDK takes. */
class Sha256 {
  private readonly hash;
  constructor(secret?: string | ArrayBuffer | ArrayBufferView) {
    this.hash = secret === undefined ? createHash('sha256') : createHmac('sha256', secret as Buffer);
  }

  update(data: string | Buffer): void {
    this.hash.update(data);
  }

  async digest(): Promise<Uint8Array> {
    return new Uint8Array(this.hash.digest());
  }

  reset(): void {}
}

const oracle = new SignatureV4({ credentials: { ...CREDENTIALS, sessionToken: 'session' }, region: 'us-east-1', service: 'execute-api', sha256: Sha256 });

async function signedByTheSdk(path: string, body: string, query: Record<string, string> = {}, method = 'POST') {
  const url = new URL(`http://localhost:4000${path}`);
  for (const [name, value] of Object.entries(query)) url.searchParams.set(name, value);
  const { headers } = await oracle.sign(
    { method, protocol: 'http:', hostname: 'localhost', port: 4000, path, query, headers: { 'host': 'localhost:4000', 'content-type': 'text/plain' }, body },
    { signingDate: NOW },
  );
  return { method, url, headers, body: Buffer.from(body) };
}

describe('a signature of the SDK holds', () => {
  test.each([
    ['of a connection id', '/chat/%40connections/L0SM9cOFvHcCIhw%3D', 'hello', {}],
    ['of a plain path', '/chat/@connections/abc', '{"type":"message"}', {}],
    ['of a body with every script', '/chat/@connections/abc', 'שלום 👋🏽 你好', {}],
    ['of an empty body', '/', '', {}],
    ['of a query', '/stage', '', { b: '2', a: '1 & more', A: '(*)' }],
  ])('%s', async (_, path, body, query) => {
    expect(signatureFault(await signedByTheSdk(path, body, query), CONTEXT)).toBeUndefined();
  });

  test('and ours is the same', async () => {
    const { headers, ...request } = await signedByTheSdk('/chat/%40connections/abc%3D', 'hello');
    const unsigned = Object.fromEntries(Object.entries(headers).filter(([name]) => name !== 'authorization' && name !== 'x-amz-date'));
    expect(sign({ ...request, headers: unsigned }, { ...CONTEXT, now: NOW }).authorization).toBe(headers.authorization);
  });
});

describe('a request is refused', () => {
  const TAMPERED: [string, (request: Awaited<ReturnType<typeof signedByTheSdk>>) => object, string][] = [
    ['without a signature', ({ headers: { authorization: _, ...headers } }) => ({ headers }), 'MissingAuthenticationTokenException'],
    ['with another kind of authorization', ({ headers }) => ({ headers: { ...headers, authorization: 'Bearer x' } }), 'IncompleteSignatureException'],
    ['with another body', () => ({ body: Buffer.from('hell0') }), 'InvalidSignatureException'],
    ['for another connection', () => ({ url: new URL('http://localhost:4000/chat/@connections/other') }), 'InvalidSignatureException'],
    ['with another method', () => ({ method: 'DELETE' }), 'InvalidSignatureException'],
    ['with another signed header', ({ headers }) => ({ headers: { ...headers, 'content-type': 'text/html' } }), 'InvalidSignatureException'],
    ['with another date', ({ headers }) => ({ headers: { ...headers, 'x-amz-date': '20261122T100001Z' } }), 'InvalidSignatureException'],
    ['without a date', ({ headers: { 'x-amz-date': _, ...headers } }) => ({ headers }), 'InvalidSignatureException'],
  ];
  test.each(TAMPERED)('%s', async (_, tamper, type) => {
    const request = await signedByTheSdk('/chat/@connections/abc', 'hello');
    expect(signatureFault({ ...request, ...tamper(request) }, CONTEXT)).toMatchObject({ type });
  });

  test.each([
    ['of another key', { accessKeyId: 'AKIAOTHER' }, 'UnrecognizedClientException'],
    ['made with another secret', { secretAccessKey: 'other' }, 'InvalidSignatureException'],
    ['for another service', { service: 'dynamodb' }, 'InvalidSignatureException'],
    ['for another Region', { region: 'eu-west-1' }, 'InvalidSignatureException'],
    ['signed too long ago', { now: NOW.getTime() + 5 * 60_000 + 1 }, 'InvalidSignatureException'],
  ])('%s', async (_, change, type) => {
    expect(signatureFault(await signedByTheSdk('/chat/@connections/abc', 'hello'), { ...CONTEXT, ...change })).toMatchObject({ type });
  });
});
