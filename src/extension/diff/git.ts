import * as vscode from "vscode";
import { isCommit, NoGit, runGit } from "../git/runGit";

/** What git prints; undefined when it refuses. Without git, or in an untrusted folder, it says so. */
async function askGit(folder: string, args: readonly string[]): Promise<string | undefined> {
  if (!vscode.workspace.isTrusted) throw new Error(vscode.l10n.t("This folder is not trusted."));
  try {
    return await runGit(folder, args);
  } catch (error) {
    if (!(error instanceof NoGit)) throw error;
    throw new Error(
      vscode.l10n.t("git was not found, so the code of a run cannot be shown. Install git, or put it on the PATH."),
    );
  }
}

/** The top of the working tree that holds a commit; says what is missing when there is none. */
export async function repositoryWith(folder: string, commit: string): Promise<string> {
  const root = (await askGit(folder, ["rev-parse", "--show-toplevel"]))?.trim();
  if (!root) throw new Error(vscode.l10n.t("{0} is not in a git repository.", folder));
  if (!isCommit(commit) || (await askGit(root, ["cat-file", "-e", `${commit}^{commit}`])) === undefined)
    throw new Error(
      vscode.l10n.t("Commit {0} is not in this repository. Fetch it, and try again.", commit.slice(0, 12)),
    );
  return root;
}

/** A file as it was committed; empty where it was not there. */
export async function fileAt(root: string, commit: string, path: string): Promise<string> {
  return (await askGit(root, ["show", "--no-textconv", `${commit}:${path}`])) ?? "";
}

/** Files that differ between two commits, or between a commit and what lies in the working tree. */
export async function changedFiles(root: string, from: string, to?: string): Promise<string[]> {
  const range = to === undefined ? [from] : [from, to];
  const text = await askGit(root, ["diff", "--name-only", "--no-renames", "--no-ext-diff", "-z", ...range, "--"]);
  return (text ?? "").split("\0").filter((path) => path !== "");
}
