import { type Dirent, lstatSync, readdirSync, type Stats, statSync } from "node:fs";
import { invalid } from "../../../shared/apiError";
import { nameOf, pathBytes } from "./bytePaths";

/** What of a file tells that it changed: inode, size, mtime, ctime (in milliseconds with fractions), mode. */
export const factsOfFile = 5;

/** The files below a folder, in the order of the walk. */
export interface Walked {
  /** Below the folder, `/` between names. */
  readonly names: readonly string[];
  /** `factsOfFile` numbers for each name; of a link those of the file it leads to. */
  readonly facts: Float64Array;
  /** Places in `names` that are links, or files with a second name elsewhere. */
  readonly linked: readonly number[];
  /** Every folder in it; "" is the folder itself. */
  readonly folders: readonly string[];
  /** `factsOfFolder` numbers for each, from before it was listed; undefined where they would not tell of every change. */
  readonly folderFacts: Float64Array | undefined;
}

/** What of a folder tells that names came or went: inode, mtime, ctime. */
export const factsOfFolder = 3;

export function writeFolderFacts(stats: Stats, into: Float64Array, place: number): void {
  into[place] = stats.ino;
  into[place + 1] = stats.mtimeMs;
  into[place + 2] = stats.ctimeMs;
}

/** A file or folder that was written so shortly before it was read may be written again without its mtime telling. */
export const clockStep = 20;

/** On another disk than the project's, files that are not whole yet lie in the output itself. */
export const freshName = ".tidemark-new";

/** Says of a path (absolute) whether it is left out. */
export type LeftOut = (folder: string, name: string, isFolder: boolean) => boolean;

/** Links to files are followed, links to folders are left out, and what cannot be read is an error. */
export function walkTree(root: string, leftOut: LeftOut | undefined): Walked {
  const names: string[] = [];
  let facts = new Float64Array(256 * factsOfFile);
  const linked: number[] = [];
  const folders: string[] = [];
  const folderFacts: number[] = [];
  let isTold = true;

  const walk = (folder: string, below: string): void => {
    const own = statSync(pathBytes(folder));
    if (Math.max(own.mtimeMs, own.ctimeMs) >= Date.now() - clockStep) isTold = false;
    writeFolderFacts(own, folderNow, 0);
    folderFacts.push(...folderNow);
    folders.push(below);
    const entries = readFolder(folder);
    const inner: string[] = [];
    for (const entry of entries) {
      const name = entry.name;
      if (entry.isDirectory()) {
        if (name !== freshName) inner.push(name);
        continue;
      }
      if (leftOut?.(folder, name, false)) continue;
      const path = `${folder}/${name}`;
      const at = below === "" ? name : `${below}/${name}`;
      if (name === ".dvcignore")
        invalid(`${path}: a .dvcignore cannot lie in a folder that is tracked; put its lines into one above`);
      const stats = entry.isSymbolicLink() ? followed(path) : lstatSync(pathBytes(path));
      if (stats === undefined) {
        isTold = false; // where a link leads may become a file
        continue;
      }
      if (!stats.isFile()) invalid(`${path} is neither a file nor a folder; only those can be tracked`);
      if (entry.isSymbolicLink() || stats.nlink > 1) linked.push(names.length);
      const place = names.length * factsOfFile;
      if (place === facts.length) facts = grown(facts);
      names.push(at);
      facts[place] = stats.ino;
      facts[place + 1] = stats.size;
      facts[place + 2] = stats.mtimeMs;
      facts[place + 3] = stats.ctimeMs;
      facts[place + 4] = stats.mode;
    }
    for (const name of inner) {
      if (leftOut?.(folder, name, true)) continue;
      walk(`${folder}/${name}`, below === "" ? name : `${below}/${name}`);
    }
  };
  walk(root, "");
  return {
    names,
    facts: facts.slice(0, names.length * factsOfFile),
    linked,
    folders,
    folderFacts: isTold ? Float64Array.from(folderFacts) : undefined,
  };
}

const folderNow = new Float64Array(factsOfFolder);

function grown(facts: Float64Array<ArrayBuffer>): Float64Array<ArrayBuffer> {
  const more = new Float64Array(facts.length * 2);
  more.set(facts);
  return more;
}

/** Sorted by name; a name that is no UTF-8 is read once more as bytes. */
export function readFolder(folder: string): Dirent[] {
  const path = pathBytes(folder);
  const entries = readdirSync(path, { withFileTypes: true });
  if (entries.some(({ name }) => name.includes("\ufffd"))) {
    const raw = readdirSync(path, { withFileTypes: true, encoding: "buffer" } as unknown as { withFileTypes: true });
    for (const entry of raw) entry.name = nameOf(entry.name as unknown as Buffer);
    entries.splice(0, entries.length, ...raw);
  }
  return entries.sort((a, b) => (a.name < b.name ? -1 : 1));
}

/** The file that a link leads to; undefined for a folder. */
function followed(path: string): Stats | undefined {
  try {
    const stats = statSync(pathBytes(path));
    return stats.isDirectory() ? undefined : stats;
  } catch (thrown) {
    const { code } = thrown as NodeJS.ErrnoException;
    if (code !== "ENOENT" && code !== "ELOOP" && code !== "ENOTDIR") throw thrown;
    return invalid(`${path} is a link that leads nowhere; mend or remove it, or name it in .dvcignore`);
  }
}

export function factsOf(stats: Stats): [number, number, number, number, number] {
  return [stats.ino, stats.size, stats.mtimeMs, stats.ctimeMs, stats.mode];
}
