import { readSync, type Stats } from "node:fs";
import { fault } from "./fault";
import type { Passed } from "./fileWork";
import { legacyMd5Of, md5Of } from "./hashBytes";
import { clockStep } from "./walkTree";

/** Up to here a file is read in one piece. */
export const smallBytes = 4 * 2 ** 20;

let small: Buffer | undefined;

/** All of a file in the one buffer of this thread, until the next is read. One that grew over it meanwhile is told. */
export function readSmall(fd: number, size: number, path: string): Buffer {
  small ??= Buffer.allocUnsafeSlow(smallBytes + 1);
  let length = 0;
  for (;;) {
    const asked = Math.min(small.length, Math.max(size + 1, length + 1)) - length;
    const got = readSync(fd, small, length, asked, length);
    length += got;
    // one byte more was asked for than there should be
    if (got === 0 || (length === size && got < asked)) return small.subarray(0, length);
    if (length > smallBytes) throw fault("EAGAIN", `${path} grew while it was read; try again when it is whole`);
  }
}

export function hashSmall(bytes: Buffer, legacy: boolean, passed: Passed): string {
  passed(bytes.length);
  return legacy ? legacyMd5Of(bytes) : md5Of(bytes);
}

/** Not so young that a change within the same step of the clock would not be seen. */
export function isOld(stats: Stats): boolean {
  return Math.max(stats.mtimeMs, stats.ctimeMs) < Date.now() - clockStep;
}
