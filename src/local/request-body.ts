import type { IncomingMessage } from 'node:http';

/** A body was longer than it may be; what came after is thrown away. */
export class BodyTooLargeError extends Error {}

/**
 * Reads the whole body of a request.
 *
 * @param limit in bytes
 */
export async function readRequestBody(request: IncomingMessage, limit: number): Promise<Buffer> {
  const chunks: Buffer[] = [];
  let length = 0;
  for await (const chunk of request as AsyncIterable<Buffer>) {
    length += chunk.length;
    if (length <= limit) chunks.push(chunk); // read on: an answer to a half-sent request may never be seen
  }
  if (length > limit) throw new BodyTooLargeError(`the body is longer than ${limit} bytes`);
  return Buffer.concat(chunks);
}
