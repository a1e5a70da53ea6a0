import { lstatSync, type Stats, statSync } from "node:fs";
import { pathBytes } from "../files/bytePaths";
import type { FileThreads } from "../files/fileThreads";
import { readHash } from "../files/hashBytes";
import { factsOfFile } from "../files/walkTree";
import type { WorkOptions } from "../repository";
import type { OutIndex } from "./indexFile";
import type { Objects } from "./objects";

/**
 * Which of these md5s the cache has no whole copy of. Before a file of the workspace goes, its copy is read: it may be all
 * that is left.
 */
export async function withoutCopy(
  threads: FileThreads,
  layouts: readonly Objects[],
  md5s: readonly string[],
  { signal, jobs }: WorkOptions,
): Promise<ReadonlySet<string>> {
  const left = new Set(md5s);
  for (const objects of layouts) {
    const here = [...left].filter((md5) => objects.has(md5));
    if (here.length === 0) continue;
    const paths = here.map((md5) => objects.path(md5));
    const sizes = Float64Array.from(paths, (path) => lstatSync(path, { throwIfNoEntry: false })?.size ?? 0);
    const names = paths.map((path) => path.slice(1));
    const done = await threads.run(
      { kind: "hash", root: "", names, legacy: objects.store.legacy },
      { sizes, signal, jobs },
    );
    const faulty = new Set(done.faults.map(({ at }) => at));
    for (const [at, md5] of here.entries()) if (!faulty.has(at) && readHash(done.hashes, at) === md5) left.delete(md5);
  }
  return left;
}

/** What lies at a path is what was hashed. A link is what it leads to. */
export function isAsSeen(path: string, { facts }: OutIndex, at: number): boolean {
  const now = statsOf(path);
  const [inode, size, mtime] = facts.subarray(at * factsOfFile, at * factsOfFile + 3);
  // one that was young when it was hashed has no inode in the index
  return now !== undefined && (inode === -1 || now.ino === inode) && now.size === size && now.mtimeMs === mtime;
}

function statsOf(path: string): Stats | undefined {
  return statSync(pathBytes(path), { throwIfNoEntry: false });
}
