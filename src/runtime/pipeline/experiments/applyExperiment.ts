import { ApiError } from "../../../shared/apiError";
import { listExperiments, refs } from "./experimentRefs";
import { filesInTheWay, type InTheWay, split } from "./filesInTheWay";
import type { Git } from "./git";
import { getExperiment, headOf, resolveRevision } from "./revisions";
import { commitTree, putTree, treeOfWork } from "./workTree";

export interface Applied {
  readonly commit: string;
  /** Files whose changes were put away before; none where an experiment or HEAD has them anyway. */
  readonly kept: readonly string[];
}

export interface ApplyOptions {
  /** For files of our own. */
  readonly folder: string;
  /** Overwrite no change that is in no commit, instead of putting it away. */
  readonly refuse: boolean;
}

/**
 * The files of an experiment in the workspace; HEAD and the index stay. What is overwritten and lies in no commit is put
 * away where dvc puts it: `git stash apply refs/exps/apply/stash` brings it back. Files that the experiment does not
 * have stay.
 */
export async function applyExperiment(git: Git, name: string, options: ApplyOptions): Promise<Applied> {
  const commit = await commitOf(git, name);
  const head = await headOf(git);
  const lost = await lostFiles(git, commit, options.folder);
  const kept = [...lost.changed, ...lost.unknown];
  if (kept.length > 0 && options.refuse)
    throw new ApiError(
      "INVALID_STATE",
      `${kept.slice(0, 3).join(", ")}${kept.length > 3 ? ` and ${kept.length - 3} more` : ""}: changes that are in no commit would be overwritten; commit them, save them by \`exp save\`, or leave out --no-force`,
    );
  await git.run(["update-ref", refs.applyHead, head]);
  if (kept.length > 0) await putAway(git, { commit, head, name, unknown: lost.unknown, folder: options.folder });
  await putTree(git, options.folder, `${commit}^{tree}`);
  await git.run(["update-ref", refs.applied, commit]);
  return { commit, kept };
}

async function commitOf(git: Git, name: string): Promise<string> {
  const asRevision = await resolveRevision(git, name).catch(() => undefined);
  return asRevision ?? (await getExperiment(git, name)).commit;
}

/** Files that are not as the experiment has them, and that neither HEAD nor any experiment has as they are. */
async function lostFiles(git: Git, commit: string, folder: string): Promise<InTheWay> {
  const { changed, unknown } = await filesInTheWay(git, commit);
  if (changed.length + unknown.length === 0) return { changed, unknown };
  const now = await treeOfWork(git, folder, unknown, true);
  const differ = new Set(split(await git.run(["diff-tree", "-r", "-z", "--name-only", now, `${commit}^{tree}`])));
  if (await isSaved(git, now)) return { changed: [], unknown: [] };
  return { changed: changed.filter((path) => differ.has(path)), unknown: unknown.filter((path) => differ.has(path)) };
}

/** An experiment has exactly what lies here. */
async function isSaved(git: Git, tree: string): Promise<boolean> {
  return (await listExperiments(git)).some((each) => each.tree === tree);
}

interface PutAway {
  readonly commit: string;
  readonly head: string;
  readonly name: string;
  readonly unknown: readonly string[];
  readonly folder: string;
}

/** A stash as git makes them, with a third parent for files that git did not know. */
async function putAway(git: Git, { commit, head, name, unknown, folder }: PutAway): Promise<void> {
  const index = await commitTree(git, await git.run(["write-tree"]), [head], `index on exp apply: ${head}\n`);
  const parents = [head, index];
  if (unknown.length > 0)
    parents.push(await commitTree(git, await treeOfOnly(git, folder, unknown), [], `untracked files on exp apply\n`));
  const message = `dvc-exp-apply:${head}:${commit}:${name}`;
  const stash = await commitTree(git, await treeOfWork(git, folder), parents, message);
  await git.ask(["update-ref", "-d", refs.applyStash]);
  await git.run(["update-ref", "--create-reflog", "-m", `commit: ${message}`, refs.applyStash, stash]);
}

async function treeOfOnly(git: Git, folder: string, paths: readonly string[]): Promise<string> {
  const env = { GIT_INDEX_FILE: `${folder}/index-${process.pid}-only` };
  try {
    await git.run(["read-tree", "--empty"], { env });
    const input = paths.map((path) => `:(literal)${path}\0`).join("");
    await git.run(["add", "-f", "--pathspec-from-file=-", "--pathspec-file-nul"], { env, input });
    return await git.run(["write-tree"], { env });
  } finally {
    (await import("node:fs")).rmSync(env.GIT_INDEX_FILE, { force: true });
  }
}
