import { createHash } from "node:crypto";
import { relative } from "node:path";
import { type OutIndex, readIndex, writeIndex } from "./indexFile";

/** The index of every output, in memory once it was asked for. */
export interface Indexes {
  get(path: string): OutIndex | undefined;
  set(path: string, index: OutIndex): void;
}

export function createIndexes(root: string, folder: string): Indexes {
  const known = new Map<string, OutIndex | undefined>();
  const fileOf = (path: string) => `${folder}/${createHash("sha1").update(relative(root, path)).digest("hex")}`;
  return {
    get(path) {
      if (!known.has(path)) known.set(path, readIndex(fileOf(path)));
      return known.get(path);
    },
    set(path, index) {
      known.set(path, index);
      writeIndex(fileOf(path), index);
    },
  };
}
