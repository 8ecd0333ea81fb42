import type * as http from 'node:http';
import { SignatureV4 } from '@smithy/signature-v4';
import { ApiGatewayConnectionPoster, encodeFrame } from '../../../src/handlers/aws/api-gateway-connection-poster';
import { bodyOf, type LoopbackServer, serve } from '../loopback-server';
import { Sha256 } from './sha256';
import { CREDENTIALS, REGION } from './table-emulator';

interface Received {
  readonly method: string;
  readonly url: string;
  readonly headers: http.IncomingHttpHeaders;
  readonly body: string;
}

const FRAME = encodeFrame('{"type":"message","text":"漢😀"}');

let connections: LoopbackServer;
let received: Received[];
let sockets: number;
let answer: (response: http.ServerResponse, url: string) => void;

beforeAll(async () => {
  process.env.AWS_ACCESS_KEY_ID = CREDENTIALS.accessKeyId;
  process.env.AWS_SECRET_ACCESS_KEY = CREDENTIALS.secretAccessKey;
  process.env.AWS_SESSION_TOKEN = 'session-token';
  connections = await serve((request, response) => {
    void bodyOf(request).then((body) => {
      received.push({ method: request.method!, url: request.url!, headers: request.headers, body });
      answer(response, request.url!);
    }, () => undefined);
  });
  connections.server.on('connection', () => { sockets += 1; });
});

beforeEach(() => {
  received = [];
  sockets = 0;
  answer = (response) => response.end();
});

afterAll(async () => connections.stop());

const poster = (url = `${connections.url}/chat`) => new ApiGatewayConnectionPoster(url, REGION);
const status = (code: number, body = '') => (response: http.ServerResponse) => {
  response.writeHead(code, { 'x-amzn-errortype': 'Exception' });
  response.end(body);
};

describe('a post', () => {
  test('is a request to the connection, with the frame as it is', async () => {
    expect(await poster().post('L0SM9cOFvHcCIhw=', FRAME)).toBe('delivered');
    expect(received).toMatchObject([{ method: 'POST', url: '/chat/@connections/L0SM9cOFvHcCIhw%3D', body: '{"type":"message","text":"漢😀"}' }]);
    expect(received[0].headers['content-length']).toBe(String(FRAME.body.length));
  });

  test.each(['L0SM9cOFvHcCIhw=', 'a/b?c=d&e', "it's(!)*"])('is signed as the SDK signs it: %s', async (connectionId) => {
    await poster().post(connectionId, FRAME);
    const [{ url, headers, body }] = received;
    const { host, authorization, 'x-amz-date': date } = headers as Record<string, string>;
    const signer = new SignatureV4({
      service: 'execute-api', region: REGION, credentials: { ...CREDENTIALS, sessionToken: 'session-token' }, sha256: Sha256, applyChecksum: false,
    });
    const signingDate = new Date(date.replace(/^(....)(..)(..)T(..)(..)(..)Z$/, '$1-$2-$3T$4:$5:$6Z'));
    expect(Math.abs(signingDate.getTime() - Date.now())).toBeLessThan(60_000);
    const signed = await signer.sign({ method: 'POST', protocol: 'http:', hostname: host, path: url, query: {}, headers: { host }, body }, { signingDate });
    expect(authorization).toBe(signed.headers.authorization);
    expect(headers['x-amz-security-token']).toBe('session-token');
  });

  test('goes over a connection that is kept', async () => {
    const one = poster();
    for (let posts = 0; posts < 20; posts += 1) expect(await one.post('c', FRAME)).toBe('delivered');
    expect(sockets).toBe(1);
  });

  test('is one of many over a hundred connections at most', async () => {
    const one = poster();
    const outcomes = await Promise.all(Array.from({ length: 250 }, async (_, index) => one.post(`c${index}`, FRAME)));
    expect(outcomes.every((outcome) => outcome === 'delivered')).toBe(true);
    expect(sockets).toBeLessThanOrEqual(100);
    expect(new Set(received.map(({ url }) => url)).size).toBe(250);
  });
});

describe('what became of a post', () => {
  test.each<[number, string]>([
    [200, 'delivered'], [410, 'gone'], [403, 'refused'], [413, 'refused'], [400, 'refused'], [404, 'refused'], [301, 'refused'],
    [429, 'retry'], [500, 'retry'], [502, 'retry'], [503, 'retry'], [504, 'retry'],
  ])('%i: %s', async (code, outcome) => {
    answer = status(code, '{"message":"why"}');
    expect(await poster().post('c', FRAME)).toBe(outcome);
    expect(received).toHaveLength(1);
  });

  test('is told from the next one over the same connection', async () => {
    const one = poster();
    const codes = [410, 200, 429, 200, 500, 200];
    answer = (response) => status(codes.shift()!, 'x'.repeat(1_000))(response);
    const outcomes = [];
    while (codes.length > 0) outcomes.push(await one.post('c', FRAME));
    expect(outcomes).toEqual(['gone', 'delivered', 'retry', 'delivered', 'retry', 'delivered']);
    expect(sockets).toBe(1);
  });

  test('is worth another try where nobody listens', async () => {
    const closed = await serve(() => undefined);
    await closed.stop();
    expect(await poster(closed.url).post('c', FRAME)).toBe('retry');
  });

  test('is worth another try where the connection breaks, before the answer or in it', async () => {
    answer = (response) => response.destroy();
    expect(await poster().post('c', FRAME)).toBe('retry');
    answer = (response) => {
      response.writeHead(200, { 'content-length': '100' });
      response.write('half');
      response.socket!.destroySoon();
    };
    expect(await poster().post('c', FRAME)).toBe('retry');
  });

  test('is worth another try where a kept connection was closed meanwhile', async () => {
    const one = poster();
    await one.post('c', FRAME);
    connections.server.closeAllConnections();
    expect(['delivered', 'retry']).toContain(await one.post('c', FRAME));
    expect(await one.post('c', FRAME)).toBe('delivered');
  });

  test('is worth another try where no answer comes in three seconds, or half of one, and others do not wait', async () => {
    answer = (response, url) => {
      if (url.endsWith('half')) response.writeHead(200, { 'content-length': '100' }).write('half');
      else if (!url.endsWith('silent')) response.end();
    };
    const one = poster();
    const slow = [one.post('silent', FRAME), one.post('half', FRAME)];
    const quick = Array.from({ length: 5 }, async () => one.post('quick', FRAME));
    expect(await Promise.race([...slow, Promise.all(quick)])).toEqual(quick.map(() => 'delivered'));
    expect(await Promise.all(slow)).toEqual(['retry', 'retry']);
  });
});
