import { existsSync, lstatSync, mkdirSync, readdirSync, readFileSync, renameSync, rmSync } from "node:fs";
import { basename, join } from "node:path";
import { type DirEntry, readDirObject } from "../../../core/dvc/dirObject";
import type { Content } from "../../../core/dvc/entries";
import { ApiError } from "../../../shared/apiError";
import { chunksOf, md5OfFile } from "../files/chunks";
import { copyFile } from "../files/copyFile";
import { legacyMd5, md5Of } from "../files/hashBytes";
import type { RottenLog } from "../rottenLog";

/** The folders of a project that objects come and go from. */
export interface CachePlaces {
  readonly cacheFolder: string;
  /** `.dvc/tmp/tidemark`: for what is not whole yet, and for what is rotten. */
  readonly ownFolder: string;
  /** cache.shared=group. */
  readonly shared: boolean;
  /** Hears of what is set aside. */
  readonly rotten?: RottenLog;
}

/** An object of the cache and of remotes, which have the same layout. */
export interface CacheObject {
  /** Below the cache or the remote's url. */
  readonly name: string;
  /** Without `.dir`. */
  readonly md5: string;
  readonly legacy: boolean;
  /** As a person knows it. */
  readonly label: string;
  /** Of a folder: only this path inside it is meant. */
  readonly below?: string;
}

export interface FolderObject extends CacheObject {
  readonly files: readonly CacheObject[];
}

const hash = /^[0-9a-f]{32}(\.dir)?$/;

export function objectOf({ md5, legacy = false }: Pick<Content, "md5" | "legacy">, label: string): CacheObject {
  if (!hash.test(md5)) throw new ApiError("INVALID_PARAMETER_VALUE", `${label}: '${md5}' is no md5`);
  const name = `${legacy ? "" : "files/md5/"}${md5.slice(0, 2)}/${md5.slice(2)}`;
  return { name, md5: md5.slice(0, 32), legacy, label };
}

export function isFolder(object: Pick<CacheObject, "name">): boolean {
  return object.name.endsWith(".dir");
}

/** The folder's list, from the cache. Undefined: it is not there, or is not what its name says. */
export function readFolderObject(object: CacheObject, { cacheFolder }: CachePlaces): FolderObject | undefined {
  const path = join(cacheFolder, object.name);
  if (!existsSync(path)) return undefined;
  const bytes = readFileSync(path);
  if (md5Of(bytes) !== object.md5 && !(object.legacy && legacyMd5([bytes]) === object.md5)) return undefined;
  return { ...object, files: filesOf(readDirObject(bytes.toString("utf8"), path), object) };
}

function filesOf(entries: readonly DirEntry[], { legacy, label, below }: CacheObject): CacheObject[] {
  const start = legacy ? "" : "files/md5/";
  const isMeant = ({ relpath }: DirEntry) =>
    below === undefined || relpath === below || relpath.startsWith(`${below}/`);
  return entries.filter(isMeant).map(({ md5, relpath }) => ({
    name: `${start}${md5.slice(0, 2)}/${md5.slice(2)}`,
    md5,
    legacy,
    label: `${label}/${relpath}`,
  }));
}

/**
 * Which of the objects the cache has. As dvc, what is 0444 is taken as whole; anything else is read, made 0444 when it is what
 * its name says and set aside when not.
 */
export function cachedOf<T extends CacheObject>(objects: readonly T[], places: CachePlaces): Set<T> {
  const folders = new Map<string, Set<string>>();
  const namesIn = (folder: string) => {
    const known = folders.get(folder);
    if (known) return known;
    const path = join(places.cacheFolder, folder);
    const names = new Set(existsSync(path) ? readdirSync(path) : []);
    folders.set(folder, names);
    return names;
  };
  // a list of a folder costs as much as a few looks
  const isMuch = objects.length > 1000;
  const found = new Set<T>();
  for (const object of objects) {
    const cut = object.name.lastIndexOf("/");
    if (isMuch && !namesIn(object.name.slice(0, cut)).has(object.name.slice(cut + 1))) continue;
    if (isWhole(object, places)) found.add(object);
  }
  return found;
}

function isWhole(object: CacheObject, places: CachePlaces): boolean {
  const path = join(places.cacheFolder, object.name);
  const seen = lstatSync(path, { throwIfNoEntry: false });
  if (seen === undefined) return false;
  if ((seen.mode & 0o777) === 0o444) return true;
  if (md5OfFile(path) === object.md5 || (object.legacy && legacyMd5(chunksOf(path)) === object.md5)) return true;
  setAside(path, places, object.label);
  return false;
}

/** Kept, since it may be all that is left of something, but never found again by its name. */
export function setAside(path: string, { ownFolder, rotten }: CachePlaces, label?: string): void {
  const folder = join(ownFolder, "rotten");
  mkdirSync(folder, { recursive: true });
  const to = join(folder, `${basename(join(path, ".."))}${basename(path)}.${Date.now().toString(36)}`);
  try {
    renameSync(path, to);
  } catch {
    // the cache may be on another disk
    if (copyFile({ from: path, to }).kind === "done") rmSync(path, { force: true });
  }
  const md5 = basename(join(path, "..")) + basename(path);
  rotten?.add({ md5, path, aside: to, ...(label !== undefined && { label }) });
}

export function unique<T extends CacheObject>(objects: Iterable<T>): T[] {
  const seen = new Map<string, T>();
  // of one folder several parts may be meant
  for (const object of objects) {
    const key = object.below === undefined ? object.name : `${object.name} ${object.below}`;
    if (!seen.has(key)) seen.set(key, object);
  }
  return [...seen.values()];
}
