import { closeSync, fstatSync, openSync, readSync } from "node:fs";

/** The last bytes of what a stage said, however much that was; undefined where nothing is to be read. */
export function logTail(path: string, most: number): Buffer | undefined {
  let file: number | undefined;
  try {
    file = openSync(path, "r");
    const { size } = fstatSync(file);
    const bytes = Buffer.alloc(Math.min(size, most));
    return bytes.subarray(0, readSync(file, bytes, 0, bytes.length, size - bytes.length));
  } catch {
    return undefined; // the disk was full
  } finally {
    if (file !== undefined) closeSync(file);
  }
}
