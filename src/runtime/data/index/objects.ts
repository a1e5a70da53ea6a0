import { copyFileSync, lstatSync, mkdirSync, readFileSync, renameSync, rmSync } from "node:fs";
import { join } from "node:path";
import { type DirEntry, readDirObject } from "../../../core/dvc/dirObject";
import type { Content } from "../../../core/dvc/entries";
import { invalid } from "../../../shared/apiError";
import type { ObjectStore } from "../files/fileWork";
import { hashReader, md5Of } from "../files/hashBytes";
import type { OutIndex } from "./indexFile";

/** Objects of a cache by their md5. */
export interface Objects {
  readonly store: ObjectStore;
  path(md5: string): string;
  has(md5: string): boolean;
  /** A folder's files; undefined where the object is missing or rotten, which is then set aside. */
  entries(md5: string): readonly DirEntry[] | undefined;
  /** Which of an output's objects are missing, by place in the index; the folder's own is -1. */
  missingOf(index: OutIndex): { readonly missing: readonly number[]; readonly seen: Float64Array };
  /** Takes a rotten object out of the cache, and says where it lies now. */
  setAside(md5: string): string;
}

const keptLists = 16;
const isHash = /^[0-9a-f]{32}(\.dir)?$/;

export function createObjects(store: ObjectStore, rotten: string): Objects {
  const lists = new Map<string, readonly DirEntry[]>();
  const path = (md5: string) => {
    // a .dvc file may come from anybody
    if (!isHash.test(md5)) invalid(`'${md5}' is no md5`);
    return `${store.folder}/${md5.slice(0, 2)}/${md5.slice(2)}`;
  };
  const has = (md5: string) => lstatSync(path(md5), { throwIfNoEntry: false }) !== undefined;

  const setAside = (md5: string): string => {
    mkdirSync(rotten, { recursive: true });
    const to = join(rotten, `${md5}-${Date.now().toString(36)}`);
    moveFile(path(md5), to);
    return to;
  };

  return {
    store,
    path,
    has,
    setAside,
    entries(md5) {
      const known = lists.get(md5);
      if (known) return known;
      const bytes = readIfThere(path(md5));
      if (!bytes) return undefined;
      if (`${md5Of(bytes)}.dir` !== md5) {
        setAside(md5);
        return undefined;
      }
      const read = readDirObject(bytes.toString("utf8"), path(md5));
      if (lists.size >= keptLists) lists.delete(lists.keys().next().value as string);
      lists.set(md5, read);
      return read;
    },
    missingOf(index) {
      const seen = folderStamps(store.folder);
      const before = index.cacheSeen;
      const changed = new Uint8Array(256);
      for (let i = 0; i < 256; i++) changed[i] = before && (before[i] as number) >= 0 && before[i] === seen[i] ? 0 : 1;
      const missing: number[] = [];
      const md5At = changed.includes(1) ? hashReader(index.hashes) : () => "";
      for (let at = 0; at < index.names.length; at++)
        if (changed[index.hashes[at * 16] as number] && !has(md5At(at))) missing.push(at);
      if (index.dir && changed[Number.parseInt(index.dir.slice(0, 2), 16)] && !has(`${index.dir}.dir`))
        missing.push(-1);
      return { missing, seen };
    },
  };
}

const young = 20;

/** mtimes of the 256 folders: one that is the same as before has lost nothing. -1 for one that changed just now. */
function folderStamps(folder: string): Float64Array {
  const stamps = new Float64Array(257);
  const limit = Date.now() - young;
  for (let i = 0; i < 256; i++) {
    const stats = lstatSync(`${folder}/${(i < 16 ? "0" : "") + i.toString(16)}`, { throwIfNoEntry: false });
    stamps[i] = stats ? (stats.mtimeMs < limit ? stats.mtimeMs : -1) : 0;
  }
  return stamps;
}

function moveFile(from: string, to: string): void {
  try {
    renameSync(from, to);
  } catch (thrown) {
    if ((thrown as NodeJS.ErrnoException).code !== "EXDEV") throw thrown;
    copyFileSync(from, to);
    rmSync(from);
  }
}

function readIfThere(path: string): Buffer | undefined {
  try {
    return readFileSync(path);
  } catch (thrown) {
    if ((thrown as NodeJS.ErrnoException).code === "ENOENT") return undefined;
    throw thrown;
  }
}

export function isFolder({ md5 }: Pick<Content, "md5">): boolean {
  return md5.endsWith(".dir");
}
