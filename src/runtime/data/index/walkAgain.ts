import { statSync } from "node:fs";
import { pathBytes } from "../files/bytePaths";
import type { FileThreads } from "../files/fileThreads";
import { lstatFacts, writeStats } from "../files/lstatFacts";
import { factsOfFile, factsOfFolder, type Walked } from "../files/walkTree";
import type { OutIndex, Tree } from "./indexFile";

const [kindOf, folder] = [0o170000, 0o040000];

/**
 * The walk of a tree whose folders are as they were: the names are known, so nothing is listed, sorted or held against the
 * ignore rules. Undefined where they are not.
 */
export async function walkAgain(
  threads: FileThreads,
  root: string,
  { names, tree, isPlain = false }: OutIndex,
  rules: number,
): Promise<Walked | undefined> {
  if (!tree || tree.rules !== rules || !areSame(root, tree, isPlain)) return undefined;
  const done = await threads.run({ kind: "look", root, names, isPlain }, {});
  if (done.faults.length > 0) return undefined;
  return { names, facts: done.facts, linked: done.linked ?? [], folders: tree.folders, folderFacts: tree.facts };
}

function areSame(root: string, { folders, facts }: Tree, isPlain: boolean): boolean {
  const lstat = lstatFacts();
  const now = new Float64Array(factsOfFile);
  for (const [at, name] of folders.entries()) {
    if (name !== "") {
      const path = `${root}/${name}`;
      lstat(isPlain ? path : pathBytes(path), now, 0);
    } else {
      // the root itself may be a link
      const stats = statSync(pathBytes(root), { throwIfNoEntry: false });
      if (!stats || writeStats(stats, now, 0) === 0) return false;
    }
    const then = at * factsOfFolder;
    if (((now[4] as number) & kindOf) !== folder || now[0] !== facts[then]) return false;
    if (now[2] !== facts[then + 1] || now[3] !== facts[then + 2]) return false;
    now[4] = 0;
  }
  return true;
}
