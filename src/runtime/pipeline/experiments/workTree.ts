import { randomBytes } from "node:crypto";
import { copyFileSync, mkdirSync, rmSync, statSync, utimesSync } from "node:fs";
import { join, resolve } from "node:path";
import type { Git } from "./git";

/** An index of our own, as the user's was; theirs is never written. */
export async function withIndex<T>(
  git: Git,
  folder: string,
  work: (env: Readonly<Record<string, string>>) => Promise<T>,
): Promise<T> {
  mkdirSync(folder, { recursive: true });
  const file = join(folder, `index-${process.pid}-${randomBytes(4).toString("hex")}`);
  const env = { GIT_INDEX_FILE: file };
  try {
    const theirs = resolve(git.root, await git.run(["rev-parse", "--git-path", "index"]));
    try {
      copyFileSync(theirs, file);
      // git does not trust what is as young as its index; in a younger copy it would
      utimesSync(file, 0, Math.floor(statSync(theirs).mtimeMs) / 1000);
    } catch (thrown) {
      if ((thrown as NodeJS.ErrnoException).code !== "ENOENT") throw thrown;
      await git.ask(["read-tree", "HEAD"], { env }); // a work tree that has no index yet
    }
    return await work(env);
  } finally {
    rmSync(file, { force: true });
    rmSync(`${file}.lock`, { force: true });
  }
}

/**
 * The work tree as it is: what git tracks or has staged, and the paths that are named besides (from git's root), of which
 * those that git ignores are left out unless `isAll` says otherwise.
 */
export async function treeOfWork(
  git: Git,
  folder: string,
  besides: readonly string[] = [],
  isAll = false,
): Promise<string> {
  return withIndex(git, folder, async (env) => {
    await git.run(["add", "-u"], { env });
    await addPaths(git, besides, env, isAll);
    return git.run(["write-tree"], { env });
  });
}

async function addPaths(
  git: Git,
  paths: readonly string[],
  env: Readonly<Record<string, string>>,
  isAll: boolean,
): Promise<void> {
  if (paths.length === 0) return;
  const input = paths.map((path) => `:(literal)${path}\0`).join("");
  const from = ["--pathspec-from-file=-", "--pathspec-file-nul"];
  if (isAll) await git.run(["add", "-f", ...from], { env, input });
  // it ends with 1 where git ignores one of them; the others are added
  else await git.ask(["add", "--ignore-errors", ...from], { env, input });
}

/** Puts all files of a tree into the work tree; files that it does not have stay. Equal ones are not written. */
export async function putTree(git: Git, folder: string, tree: string): Promise<void> {
  await withIndex(git, folder, async (env) => {
    await git.run(["add", "-u"], { env });
    await git.run(["read-tree", "-m", tree], { env });
    await git.run(["checkout-index", "-f", "-a"], { env });
  });
}

/** As dvc's commits: without a line's end behind the message. */
export async function commitTree(git: Git, tree: string, parents: readonly string[], message: string): Promise<string> {
  const env = await identity(git);
  return git.run(["commit-tree", tree, ...parents.flatMap((parent) => ["-p", parent])], { input: message, env });
}

/** Git refuses to commit for nobody; an experiment shall not fail for that. */
async function identity(git: Git): Promise<Record<string, string>> {
  if ((await git.ask(["var", "GIT_COMMITTER_IDENT"])) !== undefined) return {};
  const [name, email] = ["tidemark", "tidemark@localhost"];
  return { GIT_AUTHOR_NAME: name, GIT_AUTHOR_EMAIL: email, GIT_COMMITTER_NAME: name, GIT_COMMITTER_EMAIL: email };
}
