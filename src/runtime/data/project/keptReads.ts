import { existsSync, readFileSync, type Stats, statSync } from "node:fs";
import { clockStep } from "../files/walkTree";

/** A text file by its absolute path; undefined where none is. */
export type ReadFile = (path: string) => string | undefined;

/** The files that something is made of. */
export interface FilesUsed {
  readonly read: ReadFile;
  /** For what others read: whether something is there. */
  mark(path: string): boolean;
}

/** What is made of files, which `make` reads by what it is handed, and of `from`, which are the same things as before or others. */
export interface Reads {
  get<T>(key: string, make: (read: ReadFile, files: FilesUsed) => Promise<T>, from?: readonly unknown[]): Promise<T>;
  /** Forgets what was made for others, once there are many of them. */
  keepOnly(prefix: string, keys: ReadonlySet<string>): void;
}

/** For whoever asks once. */
export const plainReads: Reads = {
  get: (_, make) => make(readTextIfThere, { read: readTextIfThere, mark: existsSync }),
  keepOnly: () => undefined,
};

interface Kept {
  readonly made: Promise<unknown>;
  readonly from: readonly unknown[];
  /** As they were just before they were read. */
  readonly marks: ReadonlyMap<string, string>;
}

/** For whoever is asked again and again: it is made anew once one of the files is another than it was, came or went. */
export function createKeptReads(): Reads {
  const known = new Map<string, Kept>();
  return {
    async get<T>(
      key: string,
      make: (read: ReadFile, files: FilesUsed) => Promise<T>,
      from: readonly unknown[] = [],
    ): Promise<T> {
      const before = known.get(key);
      if (before && isSame(before.from, from) && isAsItWas(before)) return (await before.made) as T;
      const marks = new Map<string, string>();
      const mark = (path: string) => {
        if (!marks.has(path)) marks.set(path, markOf(path));
        return marks.get(path) !== nothing;
      };
      const read: ReadFile = (path) => (mark(path) ? readTextIfThere(path) : undefined);
      const made = make(read, { read, mark });
      const kept: Kept = { made, from, marks };
      try {
        const result = await made;
        known.set(key, kept);
        return result;
      } catch (thrown) {
        known.delete(key); // what is broken is read until it is mended
        throw thrown;
      }
    },
    keepOnly(prefix, keys) {
      if (known.size <= 2 * keys.size + 100) return;
      for (const key of known.keys()) if (key.startsWith(prefix) && !keys.has(key)) known.delete(key);
    },
  };
}

function isSame(a: readonly unknown[], b: readonly unknown[]): boolean {
  return a.length === b.length && a.every((each, at) => each === b[at]);
}

function isAsItWas({ marks }: Kept): boolean {
  for (const [path, mark] of marks) if (mark === "" || markOf(path) !== mark) return false;
  return true;
}

const nothing = "none";

/** Empty of a file so young that it may be written again without its time telling. */
function markOf(path: string): string {
  const stats = statsOf(path);
  if (!stats) return nothing;
  if (Math.max(stats.mtimeMs, stats.ctimeMs) >= Date.now() - clockStep) return "";
  return `${stats.ino} ${stats.size} ${stats.mtimeMs} ${stats.ctimeMs}`;
}

function statsOf(path: string): Stats | undefined {
  try {
    return statSync(path, { throwIfNoEntry: false });
  } catch (thrown) {
    if (isAbsent(thrown)) return undefined;
    throw thrown;
  }
}

export function readTextIfThere(path: string): string | undefined {
  try {
    return readFileSync(path, "utf8");
  } catch (thrown) {
    if (isAbsent(thrown)) return undefined;
    throw thrown;
  }
}

function isAbsent(thrown: unknown): boolean {
  return ["ENOENT", "ENOTDIR", "EISDIR"].includes((thrown as NodeJS.ErrnoException).code ?? "");
}
