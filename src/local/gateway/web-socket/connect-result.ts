/** How the function of `$connect` decided. */
export type ConnectDecision =
  | { readonly accepted: true; readonly subprotocol: string | undefined }
  | { readonly accepted: false; readonly status: number; readonly body: string | undefined };

/** What a header may hold that names a subprotocol. */
const TOKEN = /^[!#$%&'*+.^_`|~0-9A-Za-z-]+$/;

/**
 * Reads what the function of `$connect` returned: its status decides. Of its headers API Gateway sends one on, the
 * subprotocol.
 *
 * @returns `undefined` where it is no result of a proxy integration
 */
export function connectDecision(result: unknown): ConnectDecision | undefined {
  const { statusCode, headers, body } = (result ?? {}) as { statusCode?: unknown; headers?: Record<string, unknown>; body?: unknown };
  const status = Number(statusCode);
  if (!Number.isInteger(status) || status < 200 || status > 599) return undefined;
  if (status >= 300) return { accepted: false, status, body: typeof body === 'string' ? body : undefined };
  const [, subprotocol] = Object.entries(headers ?? {}).find(([name]) => name.toLowerCase() === 'sec-websocket-protocol') ?? [];
  if (subprotocol !== undefined && !TOKEN.test(String(subprotocol))) return undefined;
  return { accepted: true, subprotocol: subprotocol === undefined ? undefined : String(subprotocol) };
}
