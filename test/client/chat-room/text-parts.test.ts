import * as fc from 'fast-check';
import { textParts } from '../../../src/client/chat-room/text-parts';

const hrefs = (text: string) => textParts(text).flatMap(({ href }) => href ?? []);

describe('a text', () => {
  test.each([
    ['see https://example.com/a?b=c#d now', ['https://example.com/a?b=c#d']],
    ['https://example.com.', ['https://example.com/']],
    ['(https://example.com/a)', ['https://example.com/a']],
    ['https://example.com/a_(b)', ['https://example.com/a_(b)']],
    ['"https://example.com", he said', ['https://example.com/']],
    ['<https://example.com>', ['https://example.com/']],
    ['HTTPS://EXAMPLE.COM/A', ['https://example.com/A']],
    ['http://example.com/a https://example.com/b', ['http://example.com/a', 'https://example.com/b']],
    ['https://例え.テスト/道', ['https://xn--r8jz45g.xn--zckzah/%E9%81%93']],
  ])('has its addresses as links: %s', (text, expected) => {
    expect(hrefs(text)).toEqual(expected);
  });

  test.each([
    'javascript:alert(1)', 'data:text/html,<b>', 'ftp://example.com', 'https://', 'https://[', 'xhttps://example.com', 'example.com',
    '<a href="javascript:alert(1)">x</a>',
  ])('has nothing else as a link: %s', (text) => {
    expect(hrefs(text)).toEqual([]);
  });

  test('is all there, and in order, whatever it is', () => {
    const piece = fc.oneof(fc.string({ unit: 'grapheme' }), fc.constantFrom('https://example.com/', 'http://', ')', '.', ' ', 'https://a.example'));
    fc.assert(fc.property(fc.array(piece), (pieces) => {
      const text = pieces.join('');
      const parts = textParts(text);
      expect(parts.map((part) => part.text).join('')).toBe(text);
      for (const { href } of parts) expect(href ?? 'https://').toMatch(/^https?:\/\//);
    }), { numRuns: 500 });
  });

  test('is read quickly, however it is made', () => {
    const started = performance.now();
    textParts(`https://${')'.repeat(4_000)}`);
    textParts('https://a'.repeat(440));
    textParts(`https://example.com/${'.,'.repeat(1_990)}`);
    expect(performance.now() - started).toBeLessThan(1_000);
  });
});
