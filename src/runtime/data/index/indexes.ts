import { relative } from "node:path";
import { type OutIndex, readIndex, writeIndex } from "./indexFile";

/** The index of every output, in memory once it was asked for. */
export interface Indexes {
  get(path: string): OutIndex | undefined;
  set(path: string, index: OutIndex): void;
  /** For the next look only: in memory. */
  hold(path: string, index: OutIndex): void;
}

export function createIndexes(root: string, folder: string): Indexes {
  const known = new Map<string, OutIndex | undefined>();
  const fileOf = (path: string) => `${folder}/${indexName(relative(root, path))}`;
  return {
    get(path) {
      if (!known.has(path)) known.set(path, readIndex(fileOf(path)));
      return known.get(path);
    },
    hold: (path, index) => void known.set(path, index),
    set(path, index) {
      known.set(path, index);
      writeIndex(fileOf(path), index);
    },
  };
}

/** A name for each path. Two paths that came to share one would only make each other hash again. */
function indexName(path: string): string {
  const plain = path.replace(/[^A-Za-z0-9._-]/g, (one) => `%${one.charCodeAt(0).toString(16)}`);
  if (plain.length < 120 && !plain.startsWith(".")) return plain;
  let [a, b] = [0x811c9dc5, 0x1b873593];
  for (let at = 0; at < path.length; at++) {
    a = Math.imul(a ^ path.charCodeAt(at), 0x01000193);
    b = Math.imul(b ^ path.charCodeAt(at), 0x5bd1e995);
  }
  return `${plain.replaceAll(".", "_").slice(0, 100)}~${(a >>> 0).toString(36)}${(b >>> 0).toString(36)}`;
}
