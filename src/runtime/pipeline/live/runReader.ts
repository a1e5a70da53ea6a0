import { closeSync, fstatSync, openSync, readSync, type Stats } from "node:fs";
import { join } from "node:path";
import type { ReproEvent } from "../../../shared/repro";
import { eventsFile, eventsIn, type LiveRun, liveFolder, runNames } from "./liveFiles";

/** The runs over a project's pipelines, asked for again and again: only what was written since is read. */
export interface RunReader {
  /** Oldest first. One that has told nothing more is the same thing as before. */
  list(): readonly LiveRun[];
  last(): LiveRun | undefined;
}

interface Known {
  readonly inode: number;
  readonly size: number;
  readonly mtime: number;
  /** Bytes that make whole lines. */
  readonly whole: number;
  readonly events: readonly ReproEvent[];
  readonly run: LiveRun | undefined;
}

const nothing: Known = { inode: 0, size: 0, mtime: 0, whole: 0, events: [], run: undefined };

export function createRunReader(root: string): RunReader {
  const all = liveFolder(root);
  const known = new Map<string, Known>();
  const read = (name: string): LiveRun | undefined => {
    const folder = join(all, name);
    const now = readOn(folder, known.get(name) ?? nothing);
    if (now) known.set(name, now);
    else known.delete(name);
    return now?.run;
  };
  return {
    list() {
      const names = runNames(all);
      const runs = names.flatMap((name) => read(name) ?? []);
      if (known.size > names.length) for (const name of known.keys()) if (!names.includes(name)) known.delete(name);
      return runs;
    },
    last() {
      for (const name of runNames(all).reverse()) {
        const run = read(name);
        if (run) return run;
      }
      return undefined;
    },
  };
}

/** Undefined where nothing is. */
function readOn(folder: string, before: Known): Known | undefined {
  let file: number;
  try {
    file = openSync(join(folder, eventsFile), "r");
  } catch {
    return undefined; // it has not begun to tell, or was cleared away
  }
  try {
    const { ino: inode, size, mtimeMs: mtime }: Stats = fstatSync(file);
    if (inode === before.inode && size === before.size && mtime === before.mtime) return before;
    const isSame = inode === before.inode && size >= before.size;
    const { whole: from, events: told } = isSame ? before : nothing;
    const bytes = Buffer.alloc(size - from);
    const more = bytes.subarray(0, readSync(file, bytes, 0, bytes.length, from));
    const lines = more.subarray(0, more.lastIndexOf(10) + 1);
    const events = [...told, ...eventsIn(lines.toString("utf8"), folder)];
    const [begin] = events;
    const run = begin?.type === "begin" ? { folder, begin, events } : undefined;
    return { inode, size, mtime, whole: from + lines.length, events, run };
  } finally {
    closeSync(file);
  }
}
