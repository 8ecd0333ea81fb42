/** A stretch of a message: plain text, or an address that can be followed. */
export type TextPart = { readonly text: string; readonly href?: string };

const ADDRESS = /\bhttps?:\/\/[^\s<>"]+/giu;

/** Marks that end a sentence rather than an address. */
const TRAILING = /[.,;:!?'"’”…)\]}*_~]+$/u;

const PAIRS: Record<string, string> = { ')': '(', ']': '[', '}': '{' };

/** Finds the web addresses in a message. Nothing else of it is interpreted. */
export function textParts(text: string): TextPart[] {
  const parts: TextPart[] = [];
  let end = 0;
  for (const { 0: match, index } of text.matchAll(ADDRESS)) {
    const address = withoutTrailing(match);
    const href = hrefOf(address);
    if (href === undefined) continue;
    if (index > end) parts.push({ text: text.slice(end, index) });
    parts.push({ text: address, href });
    end = index + address.length;
  }
  if (end < text.length) parts.push({ text: text.slice(end) });
  return parts;
}

/** Without what follows the address in its sentence; a bracket that it opened itself stays. */
function withoutTrailing(match: string): string {
  let address = match;
  for (;;) {
    const last = address.at(-1)!;
    const opening = PAIRS[last];
    const isClosing = opening !== undefined && count(address, opening) >= count(address, last);
    if (isClosing || !TRAILING.test(address)) return address;
    address = address.slice(0, -1);
  }
}

function count(text: string, mark: string): number {
  return text.split(mark).length - 1;
}

function hrefOf(address: string): string | undefined {
  if (!URL.canParse(address)) return undefined;
  const { protocol, hostname, href } = new URL(address);
  return (protocol === 'https:' || protocol === 'http:') && hostname !== '' ? href : undefined;
}
