import { closeSync, fstatSync, openSync, readFileSync, readSync } from "node:fs";
import { gunzipSync } from "node:zlib";
import { invalid } from "../../../shared/apiError";

/** Bytes of a text file, or of a packed one. */
export interface TextSource {
  readonly size: number;
  /** Fills the target from `at` on, as far as there is something. */
  readInto(at: number, target: Uint8Array): void;
  close(): void;
}

/** Bytes that a packed file may become in memory: a thousandth of it may lie on the disk. */
const mostUnpacked = 2 ** 31;

export function openTextSource(path: string, most = mostUnpacked): TextSource {
  return isPacked(path) ? memorySource(unpack(path, most)) : fileSource(path);
}

function unpack(path: string, most: number): Uint8Array {
  const packed = readFileSync(path);
  try {
    return gunzipSync(packed, { maxOutputLength: most });
  } catch (error) {
    if (!(error instanceof Error && "code" in error && error.code === "ERR_BUFFER_TOO_LARGE")) throw error;
    return invalid(`${path}: it unpacks to more than ${most} bytes: unpack the file, and name that`);
  }
}

export function isPacked(path: string): boolean {
  return path.endsWith(".gz");
}

export function memorySource(bytes: Uint8Array): TextSource {
  return {
    size: bytes.length,
    readInto: (at, target) => target.set(bytes.subarray(at, at + target.length)),
    close: () => undefined,
  };
}

function fileSource(path: string): TextSource {
  const file = openSync(path, "r");
  return {
    size: fstatSync(file).size,
    readInto(at, target) {
      for (let done = 0; done < target.length; ) {
        const some = readSync(file, target, done, target.length - done, at + done);
        if (some === 0) invalid(`${path}: it became shorter while it was read`);
        done += some;
      }
    },
    close: () => closeSync(file),
  };
}
