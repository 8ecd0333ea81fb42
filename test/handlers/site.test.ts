import * as fs from 'node:fs';
import * as os from 'node:os';
import * as path from 'node:path';
import { gunzipSync } from 'node:zlib';
import type { APIGatewayProxyStructuredResultV2 } from 'aws-lambda';
import { buildSync } from 'esbuild';
import * as v from 'valibot';
import { Config } from '../../src/protocol/http';
import { httpEvent } from './events';
import { loadHandler } from './load-handler';

type Site = typeof import('../../src/handlers/site.lambda');

const PAGE: Record<string, string> = {
  'index.html': '<!doctype html><title>Chat</title>',
  'page-ABCD1234.js': 'console.log("hello");'.repeat(100),
  'page-ABCD1234.css': 'body { color: black }',
  'logo.svg': '<svg></svg>',
  'fonts/text.woff2': 'font',
  'notes': 'of no known type',
  'page-abcd1234.js': 'not a hash of the bundler',
};

let folder: string;
let site: Site['handler'];

const VARIABLES = { WEB_SOCKET_URL: 'wss://abcdef1234.execute-api.eu-central-1.amazonaws.com/chat', TITLE: 'Chat', ENVIRONMENT_NAME: 'dev', IDENTITY_PROVIDERS: '' };
const load = (variables: Record<string, string> = {}) => loadHandler<Site>(path.join(folder, 'site/index.js'), { ...VARIABLES, ...variables }).handler;

/** The handler finds its files beside itself, so it is bundled beside some. */
beforeAll(() => {
  folder = fs.mkdtempSync(path.join(os.tmpdir(), 'site-'));
  buildSync({
    entryPoints: [path.join(__dirname, '../../src/handlers/site.lambda.ts')],
    outfile: path.join(folder, 'site/index.js'),
    bundle: true,
    platform: 'node',
    target: 'node20',
    tsconfigRaw: {},
  });
  fs.writeFileSync(path.join(folder, 'site/secret.txt'), 'secret');
  for (const [name, content] of Object.entries(PAGE)) {
    const file = path.join(folder, 'site/page', name);
    fs.mkdirSync(path.dirname(file), { recursive: true });
    fs.writeFileSync(file, content);
  }
  site = load();
});

afterAll(() => fs.rmSync(folder, { recursive: true }));

async function get(rawPath: string, headers: Record<string, string> = {}): Promise<APIGatewayProxyStructuredResultV2> {
  return site(httpEvent({ routeKey: 'GET /{file+}', path: rawPath, headers }));
}

function contentOf({ body, isBase64Encoded, headers }: APIGatewayProxyStructuredResultV2): string {
  const bytes = Buffer.from(body ?? '', isBase64Encoded ? 'base64' : 'utf8');
  return (headers?.['content-encoding'] === 'gzip' ? gunzipSync(bytes) : bytes).toString();
}

describe('the page', () => {
  test.each<[string, string, string, string]>([
    ['/', 'index.html', 'text/html; charset=utf-8', 'no-cache'],
    ['/index.html', 'index.html', 'text/html; charset=utf-8', 'no-cache'],
    ['/page-ABCD1234.js', 'page-ABCD1234.js', 'text/javascript; charset=utf-8', 'public, max-age=31536000, immutable'],
    ['/page-ABCD1234.css', 'page-ABCD1234.css', 'text/css; charset=utf-8', 'public, max-age=31536000, immutable'],
    ['/page-abcd1234.js', 'page-abcd1234.js', 'text/javascript; charset=utf-8', 'no-cache'],
    ['/logo.svg', 'logo.svg', 'image/svg+xml', 'no-cache'],
    ['/fonts/text.woff2', 'fonts/text.woff2', 'font/woff2', 'no-cache'],
    ['/notes', 'notes', 'application/octet-stream', 'no-cache'],
  ])('%s is %s', async (asked, name, contentType, cacheControl) => {
    const answer = await get(asked);
    expect(answer).toMatchObject({ statusCode: 200, headers: { 'content-type': contentType, 'cache-control': cacheControl, 'vary': 'accept-encoding' } });
    expect(contentOf(answer)).toBe(PAGE[name]);
  });

  test.each(['/', '/page-ABCD1234.js', '/logo.svg', '/notes'])('has the headers that keep it safe: %s', async (asked) => {
    const { headers } = await get(asked);
    expect(headers).toMatchObject({
      'cross-origin-opener-policy': 'same-origin',
      'permissions-policy': 'camera=(), geolocation=(), microphone=()',
      'referrer-policy': 'same-origin',
      'strict-transport-security': expect.stringMatching(/^max-age=\d{8}/),
      'x-content-type-options': 'nosniff',
      'x-frame-options': 'DENY',
    });
    const policy = new Map(String(headers!['content-security-policy']).split('; ').map((directive) => {
      const [name, ...sources] = directive.split(' ');
      return [name, sources.join(' ')];
    }));
    expect(Object.fromEntries(policy)).toEqual({
      'default-src': "'none'",
      'script-src': "'self'",
      'style-src': "'self'",
      'img-src': "'self'",
      'connect-src': "'self' wss://abcdef1234.execute-api.eu-central-1.amazonaws.com",
      'base-uri': "'none'",
      'form-action': "'self'",
      'frame-ancestors': "'none'",
    });
  });

  test('is not sent again to who has it', async () => {
    const first = await get('/');
    const { etag } = first.headers as { etag: string };
    expect(etag).toMatch(/^"[\w-]{22}"$/);
    const again = await get('/', { 'if-none-match': etag });
    expect(again).toMatchObject({ statusCode: 304, headers: { etag, 'content-security-policy': first.headers!['content-security-policy'] } });
    expect(again.body).toBeUndefined();
    expect(await get('/', { 'if-none-match': '"another"' })).toMatchObject({ statusCode: 200 });
    expect(await get('/logo.svg', { 'if-none-match': etag })).toMatchObject({ statusCode: 200 });
  });

  test.each<[string, boolean]>([
    ['gzip', true], ['gzip, deflate, br', true], ['br;q=1.0, gzip;q=0.8, *;q=0.1', true], ['deflate,gzip', true],
    ['', false], ['br', false], ['identity', false], ['gzip;q=0', false], ['br, gzip; q=0.0', false], ['gzipped', false],
  ])('is compressed for who takes that: %j', async (encodings, isZipped) => {
    const answer = await get('/page-ABCD1234.js', encodings ? { 'accept-encoding': encodings } : {});
    expect(answer.headers!['content-encoding']).toBe(isZipped ? 'gzip' : undefined);
    expect(contentOf(answer)).toBe(PAGE['page-ABCD1234.js']);
  });
});

describe('whatever else is asked for', () => {
  test.each([
    '/secret.txt', '/../secret.txt', '/..%2fsecret.txt', '/%2e%2e/secret.txt', '/./index.html', '//index.html', '/index.html/', '/INDEX.HTML', '/index.html%00',
    '/\\index.html', '/page', '/fonts', '/fonts/', '/fonts/../index.html', '/../../../../etc/passwd', '/index.js', '/__proto__', '/constructor', 'index.html', '', '/config.json/',
    '/%69ndex.html',
  ])('is not found: %j', async (asked) => {
    const answer = await get(asked);
    expect(answer).toMatchObject({ statusCode: 404, headers: { 'content-type': 'application/json', 'x-content-type-options': 'nosniff', 'cache-control': 'no-store' } });
    expect(JSON.parse(answer.body!)).toEqual({ code: 'NOT_FOUND', message: 'there is nothing here' });
  });
});

describe('/config.json', () => {
  test('tells a page what it needs to know, and nothing else', async () => {
    const answer = await get('/config.json');
    expect(answer).toMatchObject({ statusCode: 200, headers: { 'content-type': 'application/json', 'cache-control': 'no-cache', 'x-content-type-options': 'nosniff' } });
    const config: unknown = JSON.parse(answer.body!);
    expect(config).toEqual({
      title: 'Chat',
      environment: 'dev',
      webSocketUrl: 'wss://abcdef1234.execute-api.eu-central-1.amazonaws.com/chat',
      protocol: 'chat.v1',
      signIn: { login: '/auth/login', token: '/auth/token', logout: '/auth/logout' },
      identityProviders: [],
    });
    expect(v.parse(Config, config)).toEqual(config);
  });

  test('names the identity providers', async () => {
    const withProviders = load({ IDENTITY_PROVIDERS: 'Google Example' });
    const answer = await withProviders(httpEvent({ routeKey: 'GET /{file+}', path: '/config.json' }));
    expect(JSON.parse(answer.body!)).toMatchObject({ identityProviders: ['Google', 'Example'] });
  });
});

describe('a function that lacks a variable', () => {
  test('does not start, and says which', () => {
    delete process.env.TITLE;
    const { TITLE: _, ...others } = VARIABLES;
    expect(() => loadHandler<Site>(path.join(folder, 'site/index.js'), others)).toThrow('the environment variable TITLE is not set');
  });
});
