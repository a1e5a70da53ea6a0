import { statSync } from "node:fs";
import { pathBytes } from "../files/bytePaths";
import { lstatFacts, writeStats } from "../files/lstatFacts";
import { factsOfFile, factsOfFolder, type Walked } from "../files/walkTree";
import type { OutIndex } from "./indexFile";

const [kindOf, file, folder, link] = [0o170000, 0o100000, 0o040000, 0o120000];
const quietly = { throwIfNoEntry: false } as const;

/**
 * The walk of a tree whose folders are as they were: the names are known, so nothing is listed, sorted or held against the
 * ignore rules. Undefined where they are not.
 */
export function walkAgain(root: string, { names, tree, isPlain }: OutIndex, rules: number): Walked | undefined {
  if (!tree || tree.rules !== rules) return undefined;
  const read = isPlain ? (path: string) => path : pathBytes;
  const lstat = lstatFacts();
  const now = new Float64Array(factsOfFile);
  for (const [at, name] of tree.folders.entries()) {
    if (name !== "") lstat(read(`${root}/${name}`), now, 0);
    else {
      // the root itself may be a link
      const stats = statSync(pathBytes(root), quietly);
      if (!stats || writeStats(stats, now, 0) === 0) return undefined;
    }
    const then = at * factsOfFolder;
    if (((now[4] as number) & kindOf) !== folder || now[0] !== tree.facts[then]) return undefined;
    if (now[2] !== tree.facts[then + 1] || now[3] !== tree.facts[then + 2]) return undefined;
    now[4] = 0;
  }
  const facts = new Float64Array(names.length * factsOfFile);
  const linked: number[] = [];
  const start = `${root}/`;
  for (let at = 0, place = 0; at < names.length; at++, place += factsOfFile) {
    const path = read(start + names[at]);
    let links = lstat(path, facts, place);
    const isLink = links > 0 && ((facts[place + 4] as number) & kindOf) === link;
    if (isLink) {
      const stats = statSync(path, quietly);
      links = stats ? writeStats(stats, facts, place) : 0;
    }
    if (links === 0 || ((facts[place + 4] as number) & kindOf) !== file) return undefined;
    if (isLink || links > 1) linked.push(at);
  }
  return { names, facts, linked, folders: tree.folders, folderFacts: tree.facts };
}
