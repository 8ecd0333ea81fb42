import { SignatureV4 } from '@smithy/signature-v4';
import * as fc from 'fast-check';
import { type Credentials, RequestSigner, sha256 } from '../../../src/handlers/aws/request-signer';
import { Sha256 } from './sha256';

const CREDENTIALS: Credentials = { accessKeyId: 'AKIDEXAMPLE', secretAccessKey: 'wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY' };
const HOST = 'abcdef1234.execute-api.eu-central-1.amazonaws.com';

interface Post {
  readonly path: string;
  readonly body: string;
  readonly now: Date;
  readonly host?: string;
  readonly region?: string;
  readonly credentials?: Credentials;
}

/** As the SDK's own signer signs it. */
async function bySdk({ path, body, now, host = HOST, region = 'eu-central-1', credentials = CREDENTIALS }: Post): Promise<Record<string, string>> {
  const { accessKeyId, secretAccessKey, sessionToken } = credentials;
  const signer = new SignatureV4({
    service: 'execute-api',
    region,
    credentials: { accessKeyId, secretAccessKey, ...(sessionToken !== undefined && { sessionToken }) },
    sha256: Sha256,
    applyChecksum: false,
  });
  const request = { method: 'POST', protocol: 'https:', hostname: host, path, query: {}, headers: { host }, body };
  return (await signer.sign(request, { signingDate: now })).headers;
}

function signerOf({ region = 'eu-central-1', credentials = CREDENTIALS }: Partial<Post> = {}): RequestSigner {
  return new RequestSigner('execute-api', region, () => credentials);
}

function byUs(post: Post, signer = signerOf(post)): Record<string, string> {
  return signer.sign({ method: 'POST', host: post.host ?? HOST, path: post.path, bodyHash: sha256(post.body) }, post.now);
}

const post = (fields: Partial<Post> = {}): Post => ({
  path: '/chat/@connections/L0SM9cOFvHcCIhw%3D', body: '{"type":"message"}', now: new Date('2026-11-22T10:00:00.123Z'), ...fields,
});

describe('a request is signed as the SDK signs it', () => {
  test.each<[string, Partial<Post>]>([
    ['to a connection', {}],
    ['with a session token', { credentials: { ...CREDENTIALS, sessionToken: 'IQoJb3JpZ2luX2VjEJr//////////wEaCXVzLWVhc3QtMSJ+==' } }],
    ['without a stage', { path: '/@connections/abc' }],
    ['with an empty body', { body: '' }],
    ['with a body of every script', { body: '漢😀שלום\u0000' }],
    ['at the first moment of a day', { now: new Date('2026-11-23T00:00:00.000Z') }],
    ['at the last moment of a day', { now: new Date('2026-11-22T23:59:59.999Z') }],
    ['in another Region', { region: 'us-gov-west-1' }],
    ['to a host with a port', { host: '127.0.0.1:8080' }],
    ['to a connection with odd characters', { path: `/chat/@connections/${encodeURIComponent('a+b/c= d?e&f#g%h~i_j-k.l')}` }],
    ['to a connection with characters that encodeURIComponent leaves', { path: `/chat/@connections/${encodeURIComponent("a!b'c(d)e*f")}` }],
    ['to a connection in another script', { path: `/chat/@connections/${encodeURIComponent('漢😀')}` }],
  ])('%s', async (_, fields) => {
    const signed = post(fields);
    expect(byUs(signed)).toEqual(await bySdk(signed));
  });

  test('whatever the connection, the body, the time and the keys', async () => {
    const anyPost = fc.record({
      path: fc.string({ unit: 'grapheme', minLength: 1 }).filter((id) => id.isWellFormed()).map((id) => `/chat/@connections/${encodeURIComponent(id)}`),
      body: fc.string({ unit: 'grapheme' }),
      now: fc.date({ min: new Date('2020-01-01'), max: new Date('2100-01-01'), noInvalidDate: true }),
      credentials: fc.record(
        { accessKeyId: fc.stringMatching(/^[A-Z0-9]{16,20}$/), secretAccessKey: fc.stringMatching(/^[A-Za-z0-9/+]{40}$/), sessionToken: fc.base64String({ minLength: 4 }) },
        { requiredKeys: ['accessKeyId', 'secretAccessKey'] },
      ),
    });
    await fc.assert(fc.asyncProperty(anyPost, async (signed) => {
      fc.pre(!/\/\.{1,2}$/.test(signed.path)); // the SDK resolves dots; a connection id is never one
      expect(byUs(signed)).toEqual(await bySdk(signed));
    }), { numRuns: 300 });
  });
});

describe('a signer that is used again', () => {
  test('signs each request for itself', async () => {
    const signer = signerOf();
    for (const signed of [post(), post({ body: 'other' }), post({ path: '/chat/@connections/other' }), post()]) {
      expect(byUs(signed, signer)).toEqual(await bySdk(signed));
    }
  });

  test('takes the key of the new day after midnight', async () => {
    const signer = signerOf();
    for (const time of ['2026-11-22T23:59:59.999Z', '2026-11-23T00:00:00.000Z', '2026-11-22T23:59:59.999Z', '2027-11-22T00:00:00.000Z']) {
      const signed = post({ now: new Date(time) });
      expect(byUs(signed, signer)).toEqual(await bySdk(signed));
    }
  });

  test('takes new credentials as soon as they are there', async () => {
    let credentials: Credentials = CREDENTIALS;
    const signer = new RequestSigner('execute-api', 'eu-central-1', () => credentials);
    byUs(post(), signer);
    credentials = { accessKeyId: 'AKIDOTHER', secretAccessKey: 'other', sessionToken: 'token' };
    expect(byUs(post(), signer)).toEqual(await bySdk(post({ credentials })));
    credentials = CREDENTIALS;
    expect(byUs(post(), signer)).toEqual(await bySdk(post()));
  });
});
