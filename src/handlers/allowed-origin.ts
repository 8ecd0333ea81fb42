const ANY_LOCALHOST = 'http://localhost:*';

/**
 * Whether a page of this origin may connect. Who sends none is no browser, and stands on its token.
 *
 * @param allowed origins as a browser writes them; `http://localhost:*` stands for every port
 */
export function isAllowedOrigin(origin: string | undefined, allowed: readonly string[]): boolean {
  if (origin === undefined) return true;
  return allowed.includes(origin) || (allowed.includes(ANY_LOCALHOST) && /^http:\/\/localhost(:\d{1,5})?$/.test(origin));
}
