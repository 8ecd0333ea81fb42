/** The values of a header, whatever the case of its name: a WebSocket API keeps the client's. */
export function headerValues(headers: Record<string, string | undefined> | null | undefined, name: string): string[] {
  return Object.entries(headers ?? {}).flatMap(([key, value]) => (key.toLowerCase() === name && value !== undefined ? [value] : []));
}
