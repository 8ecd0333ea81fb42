import * as path from 'node:path';
import type { APIGatewayProxyEventV2, APIGatewayProxyStructuredResultV2 } from 'aws-lambda';
import type { Config } from '../protocol/http';
import { SUBPROTOCOL } from '../protocol/limits';
import { variable, variables } from './aws/environment';
import { httpError, json } from './http-reply';
import { readSiteFiles, type SiteFile } from './site-files';

const webSocketUrl = variable('WEB_SOCKET_URL');

const config: Config = {
  title: variable('TITLE'),
  environment: variable('ENVIRONMENT_NAME'),
  webSocketUrl,
  protocol: SUBPROTOCOL,
  signIn: { login: '/auth/login', token: '/auth/token', logout: '/auth/logout' },
  identityProviders: variables('IDENTITY_PROVIDERS'),
};

const CONTENT_SECURITY_POLICY = [
  "default-src 'none'",
  "script-src 'self'",
  "style-src 'self'",
  "img-src 'self'",
  `connect-src 'self' ${new URL(webSocketUrl).origin}`,
  "base-uri 'none'",
  "form-action 'self'",
  "frame-ancestors 'none'",
].join('; ');

const PAGE_HEADERS = {
  'content-security-policy': CONTENT_SECURITY_POLICY,
  'cross-origin-opener-policy': 'same-origin',
  'permissions-policy': 'camera=(), geolocation=(), microphone=()',
  'referrer-policy': 'same-origin',
  'strict-transport-security': 'max-age=63072000; includeSubDomains',
  'x-content-type-options': 'nosniff',
  'x-frame-options': 'DENY',
};

/** Among the encodings that a browser takes; of quality 0 are those that it does not. */
const TAKES_GZIP = /\bgzip\b(?!\s*;\s*q=0(\.0*)?\s*(,|$))/i;

const files = readSiteFiles(path.join(__dirname, 'page'));

/** Serves the page, its files and `config.json`. */
export async function handler({ rawPath, headers }: APIGatewayProxyEventV2): Promise<APIGatewayProxyStructuredResultV2> {
  if (rawPath === '/config.json') return json(config, { headers: { 'cache-control': 'no-cache' } });
  const file = files.get(rawPath === '/' ? '/index.html' : rawPath);
  return file ? serve(file, headers) : httpError('NOT_FOUND', 'there is nothing here');
}

function serve(file: SiteFile, request: Record<string, string | undefined>): APIGatewayProxyStructuredResultV2 {
  const { 'if-none-match': known, 'accept-encoding': encodings = '' } = request;
  const headers = {
    ...PAGE_HEADERS,
    'content-type': file.contentType,
    'cache-control': file.neverChanges ? 'public, max-age=31536000, immutable' : 'no-cache',
    'etag': file.etag,
    'vary': 'accept-encoding',
  };
  if (known === file.etag) return { statusCode: 304, headers };
  const isZipped = TAKES_GZIP.test(encodings);
  const body = isZipped ? file.gzipped : file.content;
  return {
    statusCode: 200,
    headers: isZipped ? { ...headers, 'content-encoding': 'gzip' } : headers,
    body: body.toString('base64'),
    isBase64Encoded: true,
  };
}
