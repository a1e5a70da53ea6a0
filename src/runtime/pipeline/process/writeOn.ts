import type { Writable } from "node:stream";

/** Writes; where the stream has more than it can hold, resolves when it can take more. One that is broken takes all. */
export function writeOn(stream: Writable, part: Buffer): Promise<void> | undefined {
  if (stream.write(part) || stream.destroyed) return undefined;
  return new Promise((resolve) => {
    const end = () => {
      for (const event of ["drain", "close", "error"]) stream.off(event, end);
      resolve();
    };
    for (const event of ["drain", "close", "error"]) stream.once(event, end);
  });
}
