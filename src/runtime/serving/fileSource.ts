import { closeSync, fstatSync, openSync, readSync } from "node:fs";
import type { Source } from "../../core/onnx/source";

const window = 256 * 1024;

export interface FileSource extends Source {
  close(): void;
}

/** A file of which a little is held at a time: what stands around the weights of a model is small. */
export function openFileSource(path: string): FileSource {
  const file = openSync(path, "r");
  const { size } = fstatSync(file);
  const held = Buffer.alloc(window);
  let [from, to] = [0, 0];

  function fill(at: number): void {
    from = at;
    to = at + readSync(file, held, 0, window, at);
  }

  return {
    size,
    read(at, length) {
      const wanted = Math.min(length, size - at);
      if (wanted > window) {
        const bytes = Buffer.alloc(wanted);
        return bytes.subarray(0, readSync(file, bytes, 0, wanted, at));
      }
      if (at < from || at + wanted > to) fill(at);
      // a copy: what is held changes under it
      return Uint8Array.prototype.slice.call(held, at - from, at - from + wanted);
    },
    close: () => closeSync(file),
  };
}
