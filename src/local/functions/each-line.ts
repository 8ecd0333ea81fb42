import type { Readable } from 'node:stream';

/** Longest record that CloudWatch takes in one piece. */
const MAX_LENGTH = 256 * 1024;

/** Calls back for each line of a text. A line ends with LF alone: records have carriage returns in them. */
export function eachLine(stream: Readable, onLine: (line: string) => void): void {
  let begun = '';
  stream.setEncoding('utf8');
  stream.on('data', (chunk: string) => {
    const lines = (begun + chunk).split('\n');
    begun = lines.pop() ?? '';
    lines.forEach(onLine);
    if (begun.length <= MAX_LENGTH) return;
    onLine(begun);
    begun = '';
  });
  stream.on('end', () => { if (begun !== '') onLine(begun); });
}
