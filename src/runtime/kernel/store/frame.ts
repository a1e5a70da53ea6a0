import { Writer } from "./bytes";
import type { Op } from "./change";
import { crc32 } from "./crc";
import { writeOps } from "./opCodec";

/** `u32 length, u32 crc, u64 sequence, u8 type`, then `length` bytes; the crc covers all that follows it. */
export const frameHeaderSize = 17;
const summedFrom = 8;

const initialRoom = 16 * 1024;
/** A buffer that one large request made grow is not kept. */
const largestKept = 1024 * 1024;

export interface Frame {
  readonly sequence: number;
  readonly type: number;
  readonly payload: Buffer;
  /** Where the next one starts. */
  readonly end: number;
}

/** Frames that go to disk with one write. Their sequence numbers are given at the end, so that a refused group leaves no gap. */
export class FrameGroup {
  private bytes = new Writer(initialRoom);
  private readonly starts: number[] = [];

  get count(): number {
    return this.starts.length;
  }
  get size(): number {
    return this.bytes.length;
  }
  /** All or nothing: when the ops cannot be written, the group is as before. */
  add(ops: readonly Op[]): void {
    const start = this.bytes.take(frameHeaderSize);
    try {
      const type = writeOps(ops, this.bytes);
      this.bytes.bytes[start + 16] = type;
      this.starts.push(start);
    } catch (error) {
      this.bytes.length = start;
      throw error;
    }
  }
  /** The bytes of all, numbered from `sequence` on. */
  seal(sequence: number): Buffer {
    const bytes = this.bytes.written();
    for (let i = 0; i < this.starts.length; i++) {
      const start = this.starts[i] as number;
      const end = this.starts[i + 1] ?? bytes.length;
      bytes.writeUInt32LE(end - start - frameHeaderSize, start);
      bytes.writeUInt32LE((sequence + i) % 2 ** 32, start + 8);
      bytes.writeUInt32LE(Math.floor((sequence + i) / 2 ** 32), start + 12);
      bytes.writeUInt32LE(crc32(bytes.subarray(start + summedFrom, end)), start + 4);
    }
    return bytes;
  }
  clear(): void {
    if (this.bytes.bytes.length > largestKept) this.bytes = new Writer(initialRoom);
    this.bytes.clear();
    this.starts.length = 0;
  }
}

/** The frame at `start`, or undefined when what is there is none. */
export function readFrame(bytes: Buffer, start: number): Frame | undefined {
  if (start + frameHeaderSize > bytes.length) return undefined;
  const end = start + frameHeaderSize + bytes.readUInt32LE(start);
  if (end > bytes.length) return undefined;
  if (crc32(bytes.subarray(start + summedFrom, end)) !== bytes.readUInt32LE(start + 4)) return undefined;
  return {
    sequence: bytes.readUInt32LE(start + 8) + bytes.readUInt32LE(start + 12) * 2 ** 32,
    type: bytes[start + 16] as number,
    payload: bytes.subarray(start + frameHeaderSize, end),
    end,
  };
}
