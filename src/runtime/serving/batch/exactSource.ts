import { closeSync, fstatSync, openSync, readSync } from "node:fs";
import type { Source } from "../../../core/table/parquetFile";
import type { FileSource } from "../fileSource";

/** Reads what it is asked for and nothing around it: the heads of pages are small and far apart. */
export function openExactSource(path: string): FileSource & Source {
  const file = openSync(path, "r");
  const { size } = fstatSync(file);
  const fill = (at: number, bytes: Uint8Array): number => {
    let done = 0;
    while (done < bytes.length) {
      const read = readSync(file, bytes, done, bytes.length - done, at + done);
      if (read === 0) break; // it became shorter meanwhile
      done += read;
    }
    return done;
  };
  return {
    size,
    read(at, length) {
      const bytes = new Uint8Array(Math.max(0, Math.min(length, size - at)));
      const done = fill(at, bytes);
      return done === bytes.length ? bytes : bytes.subarray(0, done);
    },
    readInto: (at, target) => void fill(at, target),
    close: () => closeSync(file),
  };
}
