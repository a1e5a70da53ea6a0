import { dirname, join, resolve } from "node:path";
import type { FilesUsed } from "./keptReads";

/** Where git keeps what belongs to this work tree, and what all work trees share. */
export interface GitFolder {
  readonly own: string;
  readonly shared: string;
}

/** As `git rev-parse --git-dir` says, without a process; undefined where no repository is around the folder. */
export function findGitFolder(folder: string, { read, mark }: FilesUsed): GitFolder | undefined {
  for (let at = resolve(folder); ; at = dirname(at)) {
    const path = join(at, ".git");
    if (mark(path)) {
      const elsewhere = /^gitdir: (.+)$/m.exec(read(path) ?? "")?.[1]?.trim();
      const own = elsewhere === undefined ? path : resolve(at, elsewhere);
      const shared = read(join(own, "commondir"))?.trim();
      return { own, shared: shared === undefined ? own : resolve(own, shared) };
    }
    if (dirname(at) === at) return undefined;
  }
}
