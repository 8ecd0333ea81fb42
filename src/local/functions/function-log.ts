import { stripVTControlCharacters } from 'node:util';

/** Longest part of a record that is shown. */
const MAX_LENGTH = 300;

const SEVERE = new Set(['ERROR', 'FATAL']);

/**
 * What of a line that a function wrote is worth showing to the person at the terminal: what went wrong, in short.
 *
 * @returns `undefined` for everything else
 */
export function severeMessage(line: string): string | undefined {
  if (line.startsWith('{')) {
    const record = parse(line);
    return record && SEVERE.has(String(record.level).toUpperCase()) ? short(messageOf(record)) : undefined;
  }
  const [, , level, message] = line.split('\t');
  return level !== undefined && SEVERE.has(level) ? short(message ?? '') : undefined;
}

/** One line of it, so long that it can be recognized. */
export function short(text: string): string {
  const [line = ''] = stripVTControlCharacters(text).trim().split(/[\r\n]/);
  return line.length <= MAX_LENGTH ? line : `${line.slice(0, MAX_LENGTH)}…`;
}

function messageOf(record: Record<string, unknown>): string {
  const { message, errorMessage, errorType } = typeof record.message === 'object' && record.message !== null
    ? { ...record, ...record.message } as Record<string, unknown>
    : record;
  const parts = [message, errorMessage && !String(message).includes(String(errorMessage)) ? `${String(errorType ?? 'Error')}: ${String(errorMessage)}` : undefined];
  return parts.filter((part) => part !== undefined).map((part) => (typeof part === 'string' ? part : JSON.stringify(part))).join(' ');
}

function parse(line: string): Record<string, unknown> | undefined {
  try {
    return JSON.parse(line) as Record<string, unknown>;
  } catch {
    return undefined;
  }
}
