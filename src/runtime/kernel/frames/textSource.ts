import { closeSync, fstatSync, openSync, readFileSync, readSync } from "node:fs";
import { gunzipSync } from "node:zlib";

/** Bytes of a text file, or of a packed one. */
export interface TextSource {
  readonly size: number;
  /** Fills the target from `at` on, as far as there is something. */
  readInto(at: number, target: Uint8Array): void;
  close(): void;
}

export function openTextSource(path: string): TextSource {
  return isPacked(path) ? memorySource(gunzipSync(readFileSync(path))) : fileSource(path);
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
        if (some === 0) return;
        done += some;
      }
    },
    close: () => closeSync(file),
  };
}
