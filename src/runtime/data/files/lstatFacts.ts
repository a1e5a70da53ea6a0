import { lstatSync, type Stats } from "node:fs";
import { factsOf } from "./walkTree";

/** Writes what `factsOf` says of a path, links not followed, and answers how many names the file has: 0 where nothing is. */
export type LstatFacts = (path: string | Buffer, into: Float64Array, place: number) => number;

const quietly = { throwIfNoEntry: false } as const;

function byStats(path: string | Buffer, into: Float64Array, place: number): number {
  const stats = lstatSync(path, quietly);
  return stats ? writeStats(stats, into, place) : 0;
}

export function writeStats(stats: Stats, into: Float64Array, place: number): number {
  into[place] = stats.ino;
  into[place + 1] = stats.size;
  into[place + 2] = stats.mtimeMs;
  into[place + 3] = stats.ctimeMs;
  into[place + 4] = stats.mode;
  return stats.nlink;
}

/** What node's own lstatSync calls: dev, mode, nlink, …, ino (7), size (8), …, mtime (12) and ctime (14) as seconds and nanoseconds. */
interface Binding {
  lstat(path: string | Buffer, bigint: false, request: undefined, context: object): Float64Array | undefined;
}

function byNumbers({ lstat }: Binding): LstatFacts {
  // the binding writes only of failures into it
  let context = {};
  return (path, into, place) => {
    let found: Float64Array | undefined;
    try {
      found = lstat(path, false, undefined, context);
      if (found === undefined) context = {};
    } catch {
      found = undefined; // the usual way says what it is
    }
    if (found === undefined) return byStats(path, into, place);
    into[place] = found[7] as number;
    into[place + 1] = found[8] as number;
    into[place + 2] = (found[12] as number) * 1000 + (found[13] as number) / 1e6;
    into[place + 3] = (found[14] as number) * 1000 + (found[15] as number) / 1e6;
    into[place + 4] = found[1] as number;
    return found[2] as number;
  };
}

let known: LstatFacts | undefined;

/**
 * Node 20 makes four dates for every file that is looked at, which takes longer than to ask the system; later versions make
 * them when they are asked for. There the numbers themselves are taken, where they are what lstatSync answers.
 */
export function lstatFacts(): LstatFacts {
  known ??= process.versions.node.startsWith("20.") ? checked() : byStats;
  return known;
}

function checked(): LstatFacts {
  const { binding } = process as unknown as { binding?(name: string): Partial<Binding> };
  const fs = binding?.call(process, "fs");
  if (typeof fs?.lstat !== "function") return byStats;
  const quick = byNumbers(fs as Binding);
  const stats = lstatSync(__filename);
  const found = new Float64Array(5);
  const names = quick(__filename, found, 0);
  return names === stats.nlink && factsOf(stats).every((fact, at) => fact === found[at]) ? quick : byStats;
}
