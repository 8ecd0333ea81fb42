import * as http from 'node:http';
import { FunctionError } from '../../../../src/local/functions/function-error';
import type { CorsConfiguration } from '../../../../src/local/gateway/http/cors';
import { HttpApi } from '../../../../src/local/gateway/http/http-api';
import type { HttpApiDefinition, HttpRoute } from '../../../../src/local/gateway/http/http-api-definition';
import { listenOnLoopback, type LoopbackServer } from '../../../../src/local/loopback-server';

type Event = Record<string, unknown>;

const open: LoopbackServer[] = [];
afterEach(async () => { await Promise.all(open.splice(0).map(async (server) => server.close())); });

/** An API whose only function is the one given. */
async function start(handler: (event: Event) => unknown, options: Partial<HttpApiDefinition> & { timeoutMs?: number } = {}) {
  const integration = { functionArn: 'arn:fixture', timeoutMs: options.timeoutMs ?? 10_000 };
  const api = new HttpApi({
    definition: {
      apiId: 'abcdefghij',
      domainName: 'abcdefghij.execute-api.us-east-1.amazonaws.com',
      routes: ['GET /', 'GET /items/{id}', 'POST /items', 'GET /files/{path+}'].map((key): HttpRoute => ({ key, integration })),
      cors: undefined,
      ...options,
    },
    invoke: async (_, event) => handler(JSON.parse(JSON.stringify(event)) as Event),
    keyOf: async () => undefined,
  });
  const server = http.createServer((request, response) => { api.serve(request, response).catch(() => response.destroy()); });
  const listening = await listenOnLoopback(server);
  open.push(listening);
  return `http://127.0.0.1:${listening.port}`;
}

describe('a function gets an event of payload format 2.0', () => {
  test('with path, query, headers, cookies and context', async () => {
    const url = await start((event) => event);
    const response = await fetch(`${url}/items/caf%C3%A9?a=1&b=x%20y&a=2`, { headers: { 'X-Custom': 'One', 'Cookie': 'a=1; b=2=3', 'User-Agent': 'test' } });
    expect(await response.json()).toMatchObject({
      version: '2.0',
      routeKey: 'GET /items/{id}',
      rawPath: '/items/café',
      rawQueryString: 'a=1&b=x%20y&a=2',
      cookies: ['a=1', 'b=2=3'],
      headers: { 'x-custom': 'One', 'user-agent': 'test', 'x-forwarded-for': '127.0.0.1', 'x-forwarded-proto': 'http' },
      queryStringParameters: { a: '1,2', b: 'x y' },
      pathParameters: { id: 'café' },
      isBase64Encoded: false,
      requestContext: {
        accountId: '000000000000',
        apiId: 'abcdefghij',
        domainName: 'abcdefghij.execute-api.us-east-1.amazonaws.com',
        domainPrefix: 'abcdefghij',
        http: { method: 'GET', path: '/items/café', protocol: 'HTTP/1.1', sourceIp: '127.0.0.1', userAgent: 'test' },
        requestId: expect.any(String),
        routeKey: 'GET /items/{id}',
        stage: '$default',
        time: expect.stringMatching(/^\d\d\/[A-Z][a-z]{2}\/\d{4}:\d\d:\d\d:\d\d \+0000$/),
        timeEpoch: expect.any(Number),
      },
    });
  });

  test('without the parts that a request lacks', async () => {
    const url = await start((event) => event);
    const event = await (await fetch(`${url}/`)).json() as Event;
    for (const part of ['cookies', 'queryStringParameters', 'pathParameters', 'body']) expect(event).not.toHaveProperty(part);
    expect(event.headers).not.toHaveProperty('cookie');
    expect(event.rawQueryString).toBe('');
  });

  test.each([
    ['application/json', '{"a":"ü"}', '{"a":"ü"}', false],
    ['application/json; charset=utf-8', '{}', '{}', false],
    ['application/problem+json', '{}', '{}', false],
    ['text/plain', 'hi', 'hi', false],
    ['application/x-www-form-urlencoded', 'a=1', Buffer.from('a=1').toString('base64'), true],
    ['application/octet-stream', 'hi', Buffer.from('hi').toString('base64'), true],
  ])('with a body of %s as it is or in base64', async (type, sent, body, isBase64Encoded) => {
    const url = await start((event) => event);
    const response = await fetch(`${url}/items`, { method: 'POST', headers: { 'content-type': type }, body: sent });
    expect(await response.json()).toMatchObject({ body, isBase64Encoded });
  });
});

describe('a result becomes an answer', () => {
  test('with status, headers, cookies and body', async () => {
    const url = await start(() => ({ statusCode: 201, headers: { 'X-Made': 7, 'content-type': 'text/html' }, cookies: ['a=1; Path=/', 'b=2'], body: '<p>ü</p>' }));
    const response = await fetch(`${url}/`);
    expect([response.status, response.headers.get('x-made'), response.headers.get('content-type'), await response.text()]).toEqual([201, '7', 'text/html', '<p>ü</p>']);
    expect(response.headers.getSetCookie()).toEqual(['a=1; Path=/', 'b=2']);
    expect(response.headers.get('apigw-requestid')).toBeTruthy();
  });

  test('binary where it says so', async () => {
    const url = await start(() => ({ statusCode: 200, body: Buffer.from([0, 255, 128]).toString('base64'), isBase64Encoded: true }));
    expect(Buffer.from(await (await fetch(`${url}/`)).arrayBuffer())).toEqual(Buffer.from([0, 255, 128]));
  });

  test.each<[string, unknown, string]>([
    ['an object without a status', { a: 1 }, '{"a":1}'],
    ['text', 'hello', 'hello'],
    ['nothing', null, 'null'],
  ])('%s is a body of JSON with status 200', async (_, result, body) => {
    const response = await fetch(`${await start(() => result)}/`);
    expect([response.status, response.headers.get('content-type'), await response.text()]).toEqual([200, 'application/json', body]);
  });

  test('a body of no type is plain text', async () => {
    expect((await fetch(`${await start(() => ({ statusCode: 200, body: 'hi' }))}/`)).headers.get('content-type')).toBe('text/plain;charset=UTF-8');
  });

  test.each<[string, unknown]>([
    ['a status that is none', { statusCode: 'many' }],
    ['a status out of range', { statusCode: 42 }],
    ['a body that is no text', { statusCode: 200, body: { a: 1 } }],
    ['headers that are none', { statusCode: 200, headers: 'none' }],
    ['a header that would break out', { statusCode: 200, headers: { 'x-a': 'b\r\nset-cookie: c=d' } }],
  ])('%s is an internal server error', async (_, result) => {
    const response = await fetch(`${await start(() => result)}/`);
    expect([response.status, await response.json()]).toEqual([500, { message: 'Internal Server Error' }]);
  });
});

describe('API Gateway answers by itself', () => {
  test('404 where there is no route', async () => {
    const url = await start(() => 'never');
    for (const [method, path] of [['GET', '/nothing'], ['DELETE', '/items'], ['POST', '/']]) {
      const response = await fetch(url + path, { method });
      expect([response.status, response.headers.get('content-type'), await response.json()]).toEqual([404, 'application/json', { message: 'Not Found' }]);
    }
    expect((await fetch(`${url}/`, { method: 'HEAD' })).status).toBe(404);
  });

  test('500 where the function failed', async () => {
    const url = await start(() => { throw new FunctionError({ errorType: 'Error', errorMessage: 'secret' }); });
    const response = await fetch(`${url}/`);
    expect([response.status, await response.json()]).toEqual([500, { message: 'Internal Server Error' }]);
  });

  test('503 where the function takes too long', async () => {
    const url = await start(async () => new Promise(() => undefined), { timeoutMs: 50 });
    const response = await fetch(`${url}/`);
    expect([response.status, await response.json()]).toEqual([503, { message: 'Service Unavailable' }]);
  });

  test('413 for a body of more than 10 MB', async () => {
    const url = await start(() => 'never');
    const response = await fetch(`${url}/items`, { method: 'POST', body: Buffer.alloc(10 * 1024 * 1024 + 1) });
    expect(response.status).toBe(413);
  });

  test('400 for a path that cannot be decoded', async () => {
    const url = await start(() => 'never');
    expect((await fetch(`${url}/items/%E0%A4%A`)).status).toBe(400);
  });

  test('500 for a route whose integration is no function', async () => {
    const url = await start(() => 'never', { routes: [{ key: 'GET /', integration: undefined }] });
    expect((await fetch(`${url}/`)).status).toBe(500);
  });
});

describe('CORS', () => {
  const cors: CorsConfiguration = {
    allowOrigins: ['https://www.example.com'],
    allowMethods: ['GET', 'POST'],
    allowHeaders: ['authorization'],
    exposeHeaders: ['x-made'],
    allowCredentials: true,
    maxAge: 600,
  };
  const preflight = (origin: string) => ({ method: 'OPTIONS', headers: { 'Origin': origin, 'Access-Control-Request-Method': 'POST' } });

  test('a preflight is answered without the function, also for paths that are not there', async () => {
    const url = await start(() => { throw new Error('never'); }, { cors });
    for (const path of ['/items', '/nothing']) {
      const response = await fetch(url + path, preflight('https://www.example.com'));
      expect(response.status).toBe(204);
      expect(Object.fromEntries(response.headers)).toMatchObject({
        'access-control-allow-origin': 'https://www.example.com',
        'access-control-allow-methods': 'GET,POST',
        'access-control-allow-headers': 'authorization',
        'access-control-allow-credentials': 'true',
        'access-control-max-age': '600',
      });
    }
  });

  test('another origin gets no leave', async () => {
    const url = await start(() => ({ statusCode: 200 }), { cors });
    for (const origin of ['https://evil.example', 'null', 'https://www.example.com.evil.example']) {
      const answered = await fetch(url + '/items', preflight(origin));
      expect([answered.status, answered.headers.get('access-control-allow-origin')]).toEqual([204, null]);
      expect((await fetch(`${url}/`, { headers: { Origin: origin } })).headers.get('access-control-allow-origin')).toBeNull();
    }
  });

  test('every answer to an allowed origin has the headers, errors too, and a function\'s own are replaced', async () => {
    const url = await start(() => ({ statusCode: 200, headers: { 'Access-Control-Allow-Origin': '*', 'access-control-allow-methods': 'DELETE' } }), { cors });
    for (const path of ['/', '/nothing']) {
      const { headers } = await fetch(url + path, { headers: { Origin: 'https://www.example.com' } });
      expect(headers.get('access-control-allow-origin')).toBe('https://www.example.com');
      expect(headers.get('access-control-expose-headers')).toBe('x-made');
      expect(headers.get('access-control-allow-methods')).toBeNull();
    }
  });

  test('a star allows every origin, and a scheme with a star every origin of it', async () => {
    const star = await start(() => ({ statusCode: 200 }), { cors: { ...cors, allowOrigins: ['*'], allowCredentials: false } });
    expect((await fetch(`${star}/`, { headers: { Origin: 'https://a.example' } })).headers.get('access-control-allow-origin')).toBe('*');
    const https = await start(() => ({ statusCode: 200 }), { cors: { ...cors, allowOrigins: ['https://*'] } });
    expect((await fetch(`${https}/`, { headers: { Origin: 'https://a.example' } })).headers.get('access-control-allow-origin')).toBe('https://a.example');
    expect((await fetch(`${https}/`, { headers: { Origin: 'http://a.example' } })).headers.get('access-control-allow-origin')).toBeNull();
  });

  test('without a configuration a preflight is a request like any other', async () => {
    expect((await fetch(`${await start(() => 'never')}/items`, preflight('https://www.example.com'))).status).toBe(404);
  });
});
