import { read, write } from "node:fs";
import { promisify } from "node:util";
import type { Passed } from "./fileWork";
import { legacyChunk, newMd5, unixText } from "./hashBytes";

const readAt = promisify(read);
const writeAt = promisify(write);
const chunkBytes = 4 * 2 ** 20;

/** Of files that are through: fresh memory costs more than what is done with it. */
const spare: [Buffer, Buffer][] = [];

/**
 * Hashes an open file and, with `to`, copies it in the same pass: while one chunk is hashed here, it is written and the
 * next one is read by other threads, so the whole takes as long as the md5.
 */
export async function hashBigFile(
  from: number,
  to: number | undefined,
  { legacy, passed }: { readonly legacy: boolean; readonly passed: Passed },
): Promise<{ readonly md5: string; readonly size: number }> {
  const hash = newMd5();
  const length = legacy ? legacyChunk : chunkBytes;
  const pair = spare.pop() ?? [Buffer.allocUnsafeSlow(chunkBytes), Buffer.allocUnsafeSlow(chunkBytes)];
  let [now, next] = [pair[0].subarray(0, length), pair[1].subarray(0, length)];
  let place = 0;
  let reading = fill(from, now, 0);
  for (;;) {
    const got = await reading;
    if (got === 0) {
      spare.push(pair); // after a fault one of them may still be read or written
      return { md5: hash.digest("hex"), size: place };
    }
    const chunk = now.subarray(0, got);
    const start = place;
    place += got;
    reading = fill(from, next, place);
    const writing = to === undefined ? undefined : drain(to, chunk, start);
    hash.update(legacy ? unixText(chunk) : chunk);
    passed(got);
    // a failed read is told at the next turn; nobody is left alone with it meanwhile
    if (writing) await Promise.all([writing, reading]);
    [now, next] = [next, now];
  }
}

async function fill(fd: number, into: Buffer, place: number): Promise<number> {
  let got = 0;
  while (got < into.length) {
    const { bytesRead } = await readAt(fd, into, got, into.length - got, place + got);
    if (bytesRead === 0) break;
    got += bytesRead;
  }
  return got;
}

async function drain(fd: number, bytes: Buffer, place: number): Promise<void> {
  for (let at = 0; at < bytes.length; ) {
    const { bytesWritten } = await writeAt(fd, bytes, at, bytes.length - at, place + at);
    at += bytesWritten;
  }
}
