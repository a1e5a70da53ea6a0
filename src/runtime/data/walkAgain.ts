import { lstatSync, type Stats, statSync } from "node:fs";
import { pathBytes } from "./bytePaths";
import type { OutIndex } from "./indexFile";
import { factsOfFile, factsOfFolder, type Walked, writeFolderFacts } from "./walkTree";

const [kindOf, file, link] = [0o170000, 0o100000, 0o120000];
const quietly = { throwIfNoEntry: false } as const;

/**
 * The walk of a tree whose folders are as they were: the names are known, so nothing is listed, sorted or held against the
 * ignore rules. Undefined where they are not.
 */
export function walkAgain(root: string, { names, tree, isPlain }: OutIndex, rules: number): Walked | undefined {
  if (!tree || tree.rules !== rules) return undefined;
  const read = isPlain ? (path: string) => path : pathBytes;
  const now = new Float64Array(factsOfFolder);
  for (const [at, name] of tree.folders.entries()) {
    // the root itself may be a link
    const stats = name === "" ? statSync(pathBytes(root), quietly) : lstatSync(read(`${root}/${name}`), quietly);
    if (!stats?.isDirectory()) return undefined;
    writeFolderFacts(stats, now, 0);
    for (let i = 0; i < factsOfFolder; i++) if (now[i] !== tree.facts[at * factsOfFolder + i]) return undefined;
  }
  const facts = new Float64Array(names.length * factsOfFile);
  const linked: number[] = [];
  const start = `${root}/`;
  for (let at = 0, place = 0; at < names.length; at++, place += factsOfFile) {
    const path = read(start + names[at]);
    let stats: Stats | undefined = lstatSync(path, quietly);
    const isLink = stats !== undefined && (stats.mode & kindOf) === link;
    if (isLink) stats = statSync(path, quietly);
    if (stats === undefined || (stats.mode & kindOf) !== file) return undefined;
    if (isLink || stats.nlink > 1) linked.push(at);
    facts[place] = stats.ino;
    facts[place + 1] = stats.size;
    facts[place + 2] = stats.mtimeMs;
    facts[place + 3] = stats.ctimeMs;
    facts[place + 4] = stats.mode;
  }
  return { names, facts, linked, folders: tree.folders, folderFacts: tree.facts };
}
