/**
 * Logs an error in a line that can be searched: what failed and under which reference, and nothing that a person wrote,
 * no stack and no token.
 */
export function logError(event: string, error: unknown, details: Record<string, unknown> = {}): void {
  const { name, message } = error instanceof Error ? error : new Error(String(error));
  console.error({ event, error: { name, message }, ...details });
}

/** Logs that something happened. */
export function logInfo(event: string, details: Record<string, unknown> = {}): void {
  console.info({ event, ...details });
}
