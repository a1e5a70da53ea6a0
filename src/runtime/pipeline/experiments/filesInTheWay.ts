import { lstatSync, type Stats } from "node:fs";
import { dirname, join } from "node:path";
import { codeOf } from "../../kernel/home";
import type { Git } from "./git";

export interface InTheWay {
  /** Git follows them, and they are not as HEAD has them. */
  readonly changed: readonly string[];
  /** Git does not follow them; whether it ignores them does not matter to who loses one. */
  readonly unknown: readonly string[];
}

/** What is gone or other than it was once the files of a commit lie in the work tree; by its path from git's root. */
export async function filesInTheWay(git: Git, commit: string): Promise<InTheWay> {
  const wanted = split(await git.run(["ls-tree", "-r", "-z", commit])).flatMap((line) =>
    line.startsWith("160000 ") ? [] : [line.slice(line.indexOf("\t") + 1)],
  );
  const tracked = new Set(split(await git.run(["ls-files", "-z"])));
  const status = await git.run(["status", "--porcelain", "-z", "--no-renames", "--untracked-files=no"]);
  const changed = split(status).map((entry) => entry.slice(3));
  const doomed = new Set(wanted);
  const unknown = new Set<string>();
  const add = (path: string) => {
    doomed.add(path);
    if (!tracked.has(path)) unknown.add(path);
  };
  const blocked = new Map<string, string | undefined>();
  for (const path of wanted) {
    const above = blockerOf(git.root, dirname(path), blocked);
    if (above !== undefined) {
      add(above);
      continue;
    }
    const stats = look(git.root, path);
    if (stats?.isDirectory()) for (const inside of await filesIn(git, path)) add(inside);
    else if (stats) add(path);
  }
  return { changed: changed.filter((path) => doomed.has(path)), unknown: [...unknown] };
}

/** A file or a link where a folder has to be. */
function blockerOf(root: string, folder: string, known: Map<string, string | undefined>): string | undefined {
  if (folder === ".") return undefined;
  if (known.has(folder)) return known.get(folder);
  const above = blockerOf(root, dirname(folder), known);
  const stats = above === undefined ? look(root, folder) : undefined;
  const blocker = above ?? (stats && !stats.isDirectory() ? folder : undefined);
  known.set(folder, blocker);
  return blocker;
}

function look(root: string, path: string): Stats | undefined {
  try {
    return lstatSync(join(root, path), { throwIfNoEntry: false });
  } catch (error) {
    if (codeOf(error) === "ENOTDIR") return undefined;
    throw error;
  }
}

async function filesIn(git: Git, folder: string): Promise<string[]> {
  return split(await git.run(["ls-files", "-z", "--cached", "--others", "--", `:(literal)${folder}`]));
}

export function split(text: string): string[] {
  return text.split("\0").filter((path) => path !== "");
}
