import { basename, dirname } from "node:path";
import { isCommit, NoGit, runGit } from "../git/runGit";

/** The file as it was; undefined where there is no git, no such commit, or no such file in it. */
export function fileAt(commit: string, file: string): Promise<string | undefined> {
  return git(file, commit, ["show", "--no-textconv", `${commit}:./${basename(file)}`]);
}

/** What has changed in the file since, without context. */
export function diffSince(commit: string, file: string): Promise<string | undefined> {
  return git(file, commit, [
    "diff",
    "-U0",
    "--no-color",
    "--no-ext-diff",
    "--no-textconv",
    commit,
    "--",
    basename(file),
  ]);
}

async function git(file: string, commit: string, args: readonly string[]): Promise<string | undefined> {
  if (!isCommit(commit)) return undefined;
  try {
    return await runGit(dirname(file), args);
  } catch (error) {
    if (error instanceof NoGit) return undefined;
    throw error;
  }
}
