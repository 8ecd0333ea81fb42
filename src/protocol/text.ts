import { MAX_NAME_LENGTH, MAX_TEXT_LENGTH } from './limits';

/** Why a text is not a message. */
export type TextFault = 'empty' | 'too-long' | 'malformed' | 'control-character';

/** Control characters (C0, DEL, C1) but tab and newline. */
const CONTROL_CHARACTER = /[\u0000-\u0008\u000b-\u001f\u007f-\u009f]/u;
const LONE_SURROGATE = /\p{Surrogate}/u;

/** What must not stand in a name: control characters, line breaks, and marks that turn the text around it. */
const NOT_IN_NAMES = /[\u0000-\u001f\u007f-\u009f\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069]+/gu;

/** Anything but white space, joiners, fillers and the like, of which a reader sees nothing. */
const VISIBLE = /[^\s\p{Default_Ignorable_Code_Point}]/u;

/**
 * What is stored of a text: without white space at its ends, lines ended by LF.
 */
export function normalizeText(text: string): string {
  return text.trim().replaceAll('\r\n', '\n');
}

/**
 * What is wrong with a normalized text, or `undefined`.
 */
export function textFault(text: string): TextFault | undefined {
  if (text === '') return 'empty';
  if (isLongerThan(text, MAX_TEXT_LENGTH)) return 'too-long';
  if (LONE_SURROGATE.test(text)) return 'malformed';
  if (CONTROL_CHARACTER.test(text)) return 'control-character';
  return undefined;
}

/**
 * A person's name as messages carry it: one line, without marks that disguise it, at most 64 code points.
 * Empty where nothing of it can be seen.
 */
export function normalizeName(name: string): string {
  const printable = name.toWellFormed().replaceAll(NOT_IN_NAMES, ' ').trim();
  const short = Array.from(printable).slice(0, MAX_NAME_LENGTH).join('').trim();
  return VISIBLE.test(short) ? short : '';
}

/** Whether a text has more than so many code points; UTF-16 units would count an emoji twice. */
function isLongerThan(text: string, codePoints: number): boolean {
  if (text.length <= codePoints) return false;
  let count = 0;
  for (const _ of text) {
    count += 1;
    if (count > codePoints) return true;
  }
  return false;
}
