import { MAX_FRAME_BYTES } from '../../../protocol/limits';

/** Opcodes from here on are control frames, which are short by definition. */
const FIRST_CONTROL_OPCODE = 8;

/** Longest header of a frame: two bytes, eight of length, four of mask. */
const MAX_HEADER_BYTES = 14;

/**
 * Reads along with what a client sends, and finds frames that are longer than API Gateway takes: the WebSocket library
 * limits messages, however many frames they came in, but not frames.
 */
export class FrameSizeWatch {
  private header: number[] = [];
  private payloadLeft = 0;

  /** @returns whether a frame that is too long begins in this chunk */
  public sees(chunk: Buffer): boolean {
    let offset = 0;
    while (offset < chunk.length) {
      if (this.payloadLeft > 0) {
        const skipped = Math.min(this.payloadLeft, chunk.length - offset);
        this.payloadLeft -= skipped;
        offset += skipped;
        continue;
      }
      this.header.push(chunk[offset] ?? 0);
      offset += 1;
      const frame = parseHeader(this.header);
      if (!frame) continue;
      if (frame.opcode < FIRST_CONTROL_OPCODE && frame.payloadBytes > MAX_FRAME_BYTES) return true;
      this.header = [];
      this.payloadLeft = frame.payloadBytes;
    }
    return false;
  }
}

/** A frame's header, or `undefined` while bytes of it are missing. */
function parseHeader(bytes: readonly number[]): { opcode: number; payloadBytes: number } | undefined {
  const [first, second] = bytes;
  if (first === undefined || second === undefined) return undefined;
  const isMasked = second >= 128;
  const shortLength = second % 128;
  const lengthBytes = shortLength === 126 ? 2 : shortLength === 127 ? 8 : 0;
  if (bytes.length < Math.min(MAX_HEADER_BYTES, 2 + lengthBytes + (isMasked ? 4 : 0))) return undefined;
  const payloadBytes = lengthBytes === 0 ? shortLength : bytes.slice(2, 2 + lengthBytes).reduce((length, byte) => length * 256 + byte, 0);
  return { opcode: first % 16, payloadBytes };
}
