import type { FileHandle } from "node:fs/promises";

/** A file as readers of formats want it: any part, whole. */
export function fileParts(handle: FileHandle, size: number) {
  return {
    size,
    async read(from: number, length: number): Promise<Uint8Array> {
      const bytes = new Uint8Array(length);
      let filled = 0;
      while (filled < length) {
        const { bytesRead } = await handle.read(bytes, filled, length - filled, from + filled);
        if (bytesRead === 0) throw new Error("the file ends early");
        filled += bytesRead;
      }
      return bytes;
    },
  };
}
