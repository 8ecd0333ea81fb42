import * as fc from 'fast-check';
import { normalizeName, normalizeText, textFault } from '../../src/protocol/text';

/** Any text at all: lone surrogates, control characters and marks among it. */
const anyText = fc.oneof(
  fc.string({ unit: 'binary' }),
  fc.array(fc.integer({ min: 0, max: 0xffff }).map((unit) => String.fromCharCode(unit))).map((units) => units.join('')),
  fc.array(fc.constantFrom('\r', '\n', '\t', ' ', 'a', '\u0085', '\u200b', '\u202e', '\ud83d', '\ude00', '😀', '\u0301', '\ufeff')).map((parts) => parts.join('')),
);

describe('a text', () => {
  test('has one fault at most, and the first that counts', () => {
    expect(textFault('')).toBe('empty');
    expect(textFault('a'.repeat(4_001))).toBe('too-long');
    expect(textFault('😀'.repeat(4_000))).toBeUndefined();
    expect(textFault('😀'.repeat(4_001))).toBe('too-long');
    expect(textFault('a\ud800')).toBe('malformed');
    expect(textFault('a\u0007')).toBe('control-character');
    expect(textFault('a\tb\nc')).toBeUndefined();
  });

  test('that is stored is stored the same when it is sent again', () => {
    fc.assert(fc.property(anyText, (text) => {
      const stored = normalizeText(text);
      fc.pre(textFault(stored) === undefined);
      expect(normalizeText(stored)).toBe(stored);
    }));
  });

  test('that is stored survives UTF-8', () => {
    fc.assert(fc.property(anyText, (text) => {
      const stored = normalizeText(text);
      fc.pre(textFault(stored) === undefined);
      expect(Buffer.from(stored, 'utf8').toString('utf8')).toBe(stored);
    }));
  });
});

describe('a name', () => {
  test.each<[string, string, string]>([
    ['as it is', 'Ada Lovelace', 'Ada Lovelace'],
    ['in any script', 'Ἀδα 爱达 ايدا', 'Ἀδα 爱达 ايدا'],
    ['with an emoji that is joined', '👩‍💻 Grace', '👩‍💻 Grace'],
    ['with a joiner that its script needs', 'क्‍ष', 'क्‍ष'],
    ['without white space at its ends', ' \t Ada\u00a0\u3000', 'Ada'],
    ['without line breaks', 'Ada\r\nGrace\u2028Hopper\u2029', 'Ada Grace Hopper'],
    ['without control characters', 'A\u0000d\u0007a\u009f', 'A d a'],
    ['without marks that turn the text around', '\u202eecarG\u202c', 'ecarG'],
    ['without isolates', '\u2066Ada\u2069', 'Ada'],
    ['without an Arabic letter mark', 'Ada\u061c', 'Ada'],
    ['with lone surrogates made visible', 'A\ud800a', 'A\ufffda'],
    ['empty where there was nothing', '', ''],
    ['empty where there was white space', ' \n ', ''],
    ['empty where nobody could see it', '\u200b\u2060\ufeff\u00ad', ''],
    ['empty where joiners join nothing', '\u200d\u200c', ''],
  ])('is shown %s', (_, name, shown) => {
    expect(normalizeName(name)).toBe(shown);
  });

  test('is cut at 64 code points', () => {
    expect(normalizeName('a'.repeat(65))).toBe('a'.repeat(64));
    expect(normalizeName('😀'.repeat(65))).toBe('😀'.repeat(64));
    expect(normalizeName(`${'a'.repeat(63)} b`)).toBe('a'.repeat(63));
  });

  test('is one line of 0 to 64 code points of well-formed text, and stays the same the second time', () => {
    fc.assert(fc.property(anyText, (name) => {
      const shown = normalizeName(name);
      expect(Array.from(shown).length).toBeLessThanOrEqual(64);
      expect(shown.isWellFormed()).toBe(true);
      expect(shown).not.toMatch(/[\u0000-\u001f\u007f-\u009f\u2028\u2029\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]/);
      expect(shown).toBe(shown.trim());
      expect(normalizeName(shown)).toBe(shown);
    }), { numRuns: 1_000 });
  });
});
