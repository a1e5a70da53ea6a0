import { isAbsolute, relative, sep } from "node:path";

/** A file's path from a folder, with `/`; undefined where it lies elsewhere. */
export function pathBelow(folder: string, path: string): string | undefined {
  const below = relative(folder, path);
  return below === "" || below.startsWith("..") || isAbsolute(below) ? undefined : below.split(sep).join("/");
}
