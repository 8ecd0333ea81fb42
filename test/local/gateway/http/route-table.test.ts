import { RouteTable } from '../../../../src/local/gateway/http/route-table';

function table(...keys: string[]) {
  const routes = new RouteTable(keys.map((key) => ({ key, integration: undefined })));
  return (method: string, path: string) => {
    const match = routes.match(method, path);
    return match && [match.route.key, match.pathParameters];
  };
}

describe('a request goes to the most specific route', () => {
  const match = table('$default', 'ANY /{proxy+}', 'GET /pets/{proxy+}', 'GET /pets/{id}', 'GET /pets/dog', 'ANY /pets/dog', 'POST /pets/{id}/toys', 'GET /');

  test.each([
    ['GET', '/', 'GET /', {}],
    ['GET', '/pets/dog', 'GET /pets/dog', {}],
    ['PUT', '/pets/dog', 'ANY /pets/dog', {}],
    ['GET', '/pets/cat', 'GET /pets/{id}', { id: 'cat' }],
    ['GET', '/pets/cat/toys', 'GET /pets/{proxy+}', { proxy: 'cat/toys' }],
    ['POST', '/pets/cat/toys', 'POST /pets/{id}/toys', { id: 'cat' }],
    ['DELETE', '/pets/cat', 'ANY /{proxy+}', { proxy: 'pets/cat' }],
    ['GET', '/owners', 'ANY /{proxy+}', { proxy: 'owners' }],
    ['POST', '/', '$default', {}],
  ])('%s %s: %s', (method, path, key, parameters) => {
    expect(match(method, path)).toEqual([key, parameters]);
  });
});

describe('nothing serves', () => {
  const match = table('GET /rooms/{roomId}/messages', 'GET /{file+}');

  test.each([
    ['POST', '/rooms/general/messages'],
    ['HEAD', '/rooms/general/messages'],
    ['GET', '/'],
  ])('%s %s', (method, path) => {
    expect(match(method, path)).toBeUndefined();
  });
});

test('path variables are decoded, and an encoded slash separates nothing', () => {
  const match = table('GET /rooms/{roomId}/messages', 'GET /{file+}');
  expect(match('GET', '/rooms/caf%C3%A9%20a/messages')).toEqual(['GET /rooms/{roomId}/messages', { roomId: 'café a' }]);
  expect(match('GET', '/rooms/a%2Fb/messages')).toEqual(['GET /rooms/{roomId}/messages', { roomId: 'a/b' }]);
  expect(match('GET', '/rooms//messages')).toEqual(['GET /{file+}', { file: 'rooms//messages' }]);
});
