import * as fs from 'node:fs';
import * as path from 'node:path';
import * as fc from 'fast-check';
import { HUES, personMark } from '../../../src/client/chat-room/person-mark';

describe('the mark of a person', () => {
  test.each([['Ada', 'A'], ['Ada Lovelace', 'AL'], ['Grace Brewster Murray Hopper', 'GH'], ['édith', 'É'], ['  ', ''], ['(Ada) [x]', 'AX'], ['山田 太郎', '山太'], ['🙂', '🙂']])('of %j is %j', (name, initials) => {
    expect(personMark({ id: 'id', name }).initials).toBe(initials);
  });

  test('has the colour of the id, not of the name', () => {
    fc.assert(fc.property(fc.string(), fc.string(), fc.string(), (id, one, other) => {
      const { hue } = personMark({ id, name: one });
      expect(hue).toBe(personMark({ id, name: other }).hue);
      expect(hue).toBeGreaterThanOrEqual(0);
      expect(hue).toBeLessThan(HUES);
    }));
  });

  test('uses all colours', () => {
    const hues = new Set(Array.from({ length: 200 }, (_, index) => personMark({ id: `user-${index}`, name: '' }).hue));
    expect(hues.size).toBe(HUES);
  });

  test('can be read: white on each colour has a contrast of 4.5:1', () => {
    const style = fs.readFileSync(path.resolve(__dirname, '../../../src/client/chat-room/message-row.ts'), 'utf8');
    const colours = [...style.matchAll(/\.hue-\d+ { background: #([0-9a-f]{6}); }/g)].map(([, hex]) => hex);
    expect(colours).toHaveLength(HUES);
    for (const colour of colours) expect(1.05 / (luminance(colour) + 0.05)).toBeGreaterThanOrEqual(4.5);
  });
});

/** @see https://www.w3.org/TR/WCAG21/#dfn-relative-luminance */
function luminance(hex: string): number {
  const [red, green, blue] = [0, 2, 4].map((index) => {
    const value = parseInt(hex.slice(index, index + 2), 16) / 255;
    return value <= 0.04045 ? value / 12.92 : ((value + 0.055) / 1.055) ** 2.4;
  });
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
}
