import { closeSync, constants, fstatSync, openSync, readSync } from "node:fs";

const tailBytes = 8192;

/** No link, and no waiting for whoever is to write to it. Windows has neither. */
const plainOnly = constants.O_RDONLY | (constants.O_NOFOLLOW ?? 0) | (constants.O_NONBLOCK ?? 0);

/** The last lines of what a stage said. A bar that is drawn over itself is the line that stands. */
export function tailOf(path: string, most: number): string[] {
  let file: number | undefined;
  try {
    file = openSync(path, plainOnly);
    const { size } = fstatSync(file);
    const bytes = Buffer.alloc(Math.min(size, tailBytes));
    readSync(file, bytes, 0, bytes.length, size - bytes.length);
    return bytes
      .toString("utf8")
      .split("\n")
      .map((line) => line.replace(/\r+$/, "").split("\r").at(-1) ?? "")
      .filter((line) => line.trim() !== "")
      .slice(-most);
  } catch {
    return []; // it was cleared away
  } finally {
    if (file !== undefined) closeSync(file);
  }
}
