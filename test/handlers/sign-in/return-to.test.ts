import * as fc from 'fast-check';
import { safeReturnTo } from '../../../src/handlers/sign-in/return-to';

const PAGE = 'https://chat.example.com';

describe('where a person goes after signing in', () => {
  test.each<[string, string]>([
    ['/', '/'], ['/rooms/general', '/rooms/general'], ['/?room=general#42', '/?room=general#42'], ['/a/../b', '/b'], ['/ä', '/%C3%A4'],
    ['/?next=https://example.org', '/?next=https://example.org'], ['/%2F%2Fexample.org', '/%2F%2Fexample.org'], ['//chat.example.com/a', '/a'],
  ])('may be a path of the page: %j', (asked, path) => {
    expect(safeReturnTo(asked, PAGE)).toBe(path);
  });

  test.each(['//example.org/a', '/\\example.org/a', '/\t/example.org/a', '//chat.example.com:8443/a', '/.//example.org/a'])(
    'is the start of the page where another was asked for: %j',
    (asked) => {
      expect(safeReturnTo(asked, PAGE)).toBe('/');
    },
  );

  test.each([
    undefined, '', 'rooms', '?a', '#a', 'https://example.org', 'https://chat.example.com/a', 'HTTPS://example.org', 'javascript:alert(1)', 'data:text/html,x',
    '//example.org', '///example.org', '////example.org', '/\\example.org', '\\\\example.org', '\\/example.org', '/\\/example.org', '/\t/example.org', '/\n/example.org',
    '/\r\n/example.org', '\t//example.org', ' //example.org', '\u0000//example.org', '/.//example.org', '/..//example.org', '/a/..//example.org', '/./\\example.org',
    '//chat.example.com@example.org', '//chat.example.com:8443/', '//chat.example.com.example.org', '//example。org', 'https:/example.org', 'https:example.org', '/%5c/../..//example.org/..',
    '//[', '//:',
  ])('is nowhere else: %j', (asked) => {
    const path = safeReturnTo(asked, PAGE);
    expect(new URL(path, PAGE).origin).toBe(PAGE);
    expect(path).toMatch(/^\/(?![/\\])/);
  });

  test('is the start of the page where the path would not fit a cookie', () => {
    expect(safeReturnTo(`/${'a'.repeat(1_999)}`, PAGE)).toBe(`/${'a'.repeat(1_999)}`);
    expect(safeReturnTo(`/${'a'.repeat(2_000)}`, PAGE)).toBe('/');
    expect(safeReturnTo(`/${'ä'.repeat(400)}`, PAGE)).toBe('/');
  });

  test('is a path of the page, whatever was asked for', () => {
    const piece = fc.constantFrom(
      '/', '/', '\\', '.', '..', '\t', '\n', '\r', ' ', '\u0000', '@', ':', '?', '#', '%2f', '%5c', '%09', 'https:', 'http:', 'javascript:', 'example.org', 'chat.example.com',
      '[', ']', '。', '／', '＼', '\u200b', 'ｅ', '\ud800', '😀',
    );
    const asked = fc.oneof(fc.array(piece, { maxLength: 12 }).map((pieces) => pieces.join('')), fc.array(piece, { maxLength: 12 }).map((pieces) => `/${pieces.join('')}`), fc.webUrl(), fc.string({ unit: 'binary' }));
    for (const page of [PAGE, 'http://127.0.0.1:3000']) {
      fc.assert(fc.property(asked, (returnTo) => {
        const path = safeReturnTo(returnTo, page);
        expect(new URL(path, page).origin).toBe(page);
        expect(path).toMatch(/^\/(?![/\\])/);
        expect(path).toMatch(/^[\x21-\x7e]*$/);
      }), { numRuns: 2_000 });
    }
  });
});
