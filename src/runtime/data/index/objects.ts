import { copyFileSync, lstatSync, mkdirSync, readFileSync, renameSync, rmSync } from "node:fs";
import { join } from "node:path";
import { type DirEntry, readDirObject } from "../../../core/dvc/dirObject";
import type { Content } from "../../../core/dvc/entries";
import { invalid } from "../../../shared/apiError";
import type { ObjectStore } from "../files/fileWork";
import { hashReader, md5Of } from "../files/hashBytes";
import type { RottenLog } from "../rottenLog";
import type { OutIndex } from "./indexFile";

/** Objects of a cache by their md5. */
export interface Objects {
  readonly store: ObjectStore;
  path(md5: string): string;
  has(md5: string): boolean;
  /** A folder's files; undefined where the object is missing or rotten, which is then set aside. */
  entries(md5: string): readonly DirEntry[] | undefined;
  /** Which of an output's objects are missing, by place in the index; the folder's own is -1. */
  missingOf(index: OutIndex): { readonly missing: readonly number[]; readonly seen: Float64Array | undefined };
  /** The list of a folder, and every file in it. */
  isWhole(list: string): boolean;
  /** Takes a rotten object out of the cache, and says where it lies now. */
  setAside(md5: string): string;
}

const keptLists = 16;
const isHash = /^[0-9a-f]{32}(\.dir)?$/;

export function createObjects(store: ObjectStore, rotten: string, log: RottenLog): Objects {
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
    log.add({ md5, path: path(md5), aside: to });
    return to;
  };

  const wholeLists = new Map<string, Float64Array>();
  let stamps: Float64Array | undefined;
  /** Asked for many outputs in a row, it looks once. */
  const stampsNow = (): Float64Array => {
    if (stamps === undefined) {
      stamps = folderStamps(store.folder);
      queueMicrotask(() => {
        stamps = undefined;
      });
    }
    return stamps;
  };

  return {
    store,
    path,
    has,
    setAside,
    entries(md5) {
      if (!md5.endsWith(".dir")) return undefined;
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
    isWhole(list) {
      const entries = has(list) ? this.entries(list) : undefined;
      if (!entries) return false;
      if (entries.length <= fewObjects) return entries.every(({ md5 }) => has(md5));
      const seen = stampsNow();
      const changed = changedFolders(seen, wholeLists.get(list));
      wholeLists.delete(list);
      if (!entries.every(({ md5 }) => changed[Number.parseInt(md5.slice(0, 2), 16)] === 0 || has(md5))) return false;
      wholeLists.set(list, seen);
      return true;
    },
    missingOf(index) {
      const isFew = index.names.length <= fewObjects;
      const seen = isFew ? undefined : stampsNow();
      const changed = changedFolders(seen, index.cacheSeen);
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

/** Fewer are looked for one by one: that takes less than to look at 256 folders. */
const fewObjects = 128;

/** 1 for a folder of the cache from which something may have gone. */
function changedFolders(now: Float64Array | undefined, before: Float64Array | undefined): Uint8Array {
  const changed = new Uint8Array(256).fill(1);
  if (!now || !before) return changed;
  for (let i = 0; i < 256; i++) if ((before[i] as number) >= 0 && before[i] === now[i]) changed[i] = 0;
  return changed;
}

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
