import { closeSync, fchmodSync, mkdirSync, openSync, renameSync, rmSync, statSync } from "node:fs";
import { dirname } from "node:path";
import { threadId } from "node:worker_threads";
import { codeOf } from "../../kernel/home";
import { makeFolder } from "./ownName";

/** As dvc has objects. */
export const objectMode = 0o444;
const takesAway = (process.umask() & objectMode) !== 0;
let written = 0;

/** A folder for files that are not whole yet, of this thread alone: two threads in one folder wait for each other. */
export interface FreshPlace {
  readonly fresh: string;
  readonly folder: string;
  readonly disk: number;
  /** Whether what is made here may be moved there, by folder. */
  readonly near: Map<string, boolean>;
}

/** Of a folder: what is made in it is its group's, and what is moved into it is not. */
const givesGroup = 0o2000;

let place: FreshPlace | undefined;

export function placeIn(fresh: string): FreshPlace {
  if (place?.fresh === fresh) return place;
  const folder = `${fresh}/${process.pid}-${threadId}`;
  mkdirSync(folder, { recursive: true });
  place = { fresh, folder, disk: statSync(folder).dev, near: new Map() };
  return place;
}

function isNear({ near, disk }: FreshPlace, folder: string, shared: boolean): boolean {
  let known = near.get(folder);
  if (known === undefined) {
    makeFolder(folder, shared);
    const stats = statSync(folder);
    known = stats.dev === disk && (stats.mode & givesGroup) === 0;
    near.set(folder, known);
  }
  return known;
}

/** The file appears under its name when `write` is through. */
export function writeWhole(
  path: string,
  shared: boolean,
  write: (file: number, own: string) => void,
  place?: FreshPlace,
): void {
  const folder = dirname(path);
  const beside = place && isNear(place, folder, shared) ? place.folder : folder;
  const own = `${beside}/.tidemark-${process.pid}-${threadId}-${written++}.tmp`;
  let file = openNew(own, beside, shared);
  try {
    write(file, own);
    // as dvc: whatever the umask takes away
    if (takesAway) fchmodSync(file, objectMode);
    closeSync(file);
    file = -1;
    renameSync(own, path);
  } catch (error) {
    if (file >= 0) closeSync(file);
    rmSync(own, { force: true });
    throw error;
  }
}

function openNew(own: string, folder: string, shared: boolean): number {
  try {
    return openSync(own, "wx", objectMode);
  } catch (error) {
    if (codeOf(error) !== "ENOENT") throw error;
    makeFolder(folder, shared);
    return openSync(own, "wx", objectMode);
  }
}
