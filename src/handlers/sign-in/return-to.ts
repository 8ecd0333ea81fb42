/** Longer ones would not fit the cookie that keeps them: a browser drops one of more than 4,096 bytes. */
const MAX_LENGTH = 2_000;

/**
 * Where a person goes after signing in: a path of this page, or its start for whatever else was asked for. Browsers take
 * a backslash for a slash and drop tabs and line breaks, so the path is judged as they would resolve it.
 */
export function safeReturnTo(asked: string | undefined, pageUrl: string): string {
  if (!asked?.startsWith('/') || !URL.canParse(asked, pageUrl)) return '/';
  const url = new URL(asked, pageUrl);
  if (url.origin !== new URL(pageUrl).origin) return '/';
  const path = `${url.pathname}${url.search}${url.hash}`;
  return path.startsWith('//') || path.length > MAX_LENGTH ? '/' : path;
}
