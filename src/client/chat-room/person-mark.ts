/** How many colours there are: classes `hue-0` to `hue-11`. */
export const HUES = 12;

/** What stands for a person beside their messages. */
export interface PersonMark {
  /** One or two letters. */
  readonly initials: string;
  /** From 0; the same for a person whatever their name. */
  readonly hue: number;
}

/** The mark of a person, from their id and name. */
export function personMark({ id, name }: { readonly id: string; readonly name: string }): PersonMark {
  let hash = 0;
  for (const character of id) hash = (Math.imul(hash, 31) + character.codePointAt(0)!) % 1_000_003;
  const words = name.trim().split(/\s+/u);
  const letters = [words[0], words.length > 1 ? words.at(-1) : ''].map((word) => firstLetter(word ?? ''));
  return { initials: letters.join('').toLocaleUpperCase(), hue: Math.abs(hash) % HUES };
}

/** As a reader sees a letter: with its accents. */
function firstLetter(word: string): string {
  for (const { segment } of new Intl.Segmenter().segment(word)) {
    if (/[\p{L}\p{N}\p{Extended_Pictographic}]/u.test(segment)) return segment;
  }
  return '';
}
