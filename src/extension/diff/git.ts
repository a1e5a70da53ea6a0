import { execFile } from "node:child_process";
import * as vscode from "vscode";

/** Nothing of the repository is run by asking: no hook, no monitor, no external diff. */
const harmless = ["-c", "core.fsmonitor=false", "-c", "core.hooksPath=/dev/null", "-c", "core.quotePath=false"];
const largest = 32 * 1024 * 1024;

/** What git prints; undefined when it refuses. Without git, or in an untrusted folder, it says so. */
export async function askGit(folder: string, args: readonly string[]): Promise<string | undefined> {
  if (!vscode.workspace.isTrusted) throw new Error(vscode.l10n.t("This folder is not trusted."));
  return new Promise((resolve, reject) => {
    execFile(
      "git",
      [...harmless, ...args],
      {
        cwd: folder,
        maxBuffer: largest,
        timeout: 20_000,
        env: { ...process.env, GIT_TERMINAL_PROMPT: "0", LC_ALL: "C" },
      },
      (error, stdout) => {
        if (error === null) resolve(stdout);
        else if (error.code === "ENOENT")
          reject(
            new Error(
              vscode.l10n.t(
                "git was not found, so the code of a run cannot be shown. Install git, or put it on the PATH.",
              ),
            ),
          );
        else resolve(undefined);
      },
    );
  });
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

/** What a tag claims is a commit goes to git as an argument: nothing but hex may. */
export function isCommit(text: string): boolean {
  return /^[0-9a-f]{7,64}$/i.test(text);
}
