import { closeSync, openSync, readSync } from "node:fs";
import { newMd5 } from "./hashBytes";

/** As long as dvc 2 looked at: a file that is hashed as text is taken in such pieces. */
export const chunkBytes = 1024 * 1024;
/** Of this thread: what is in it is gone with the next chunk. */
const buffer = Buffer.allocUnsafeSlow(chunkBytes);

/** The next chunk of an open file; shorter than others only at its end. */
export function nextChunk(file: number): Buffer {
  let length = 0;
  for (let got = -1; got !== 0 && length < chunkBytes; length += got)
    got = readSync(file, buffer, length, chunkBytes - length, null);
  return buffer.subarray(0, length);
}

/** The same buffer each time. */
export function* chunksOf(path: string): Generator<Buffer> {
  const file = openSync(path, "r");
  try {
    for (let chunk = nextChunk(file); chunk.length > 0; chunk = nextChunk(file)) yield chunk;
  } finally {
    closeSync(file);
  }
}

export function md5OfFile(path: string): string {
  const sum = newMd5();
  for (const chunk of chunksOf(path)) sum.update(chunk);
  return sum.digest("hex");
}
