import { statSync } from "node:fs";
import { pathBytes } from "./bytePaths";
import { lstatFacts, writeStats } from "./lstatFacts";
import { factsOfFile } from "./walkTree";

const [kindOf, file, link] = [0o170000, 0o100000, 0o120000];
const quietly = { throwIfNoEntry: false } as const;

export interface NamedFiles {
  readonly root: string;
  /** Below it. */
  readonly names: readonly string[];
  /** All names are ASCII. */
  readonly isPlain: boolean;
}

/** Places of files that are links or have a second name; undefined where something that is no file lies at a name. */
export function lookAtFiles({ root, names, isPlain }: NamedFiles, facts: Float64Array): number[] | undefined {
  const read = isPlain ? (path: string) => path : pathBytes;
  const lstat = lstatFacts();
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
  return linked;
}
