import { readFileSync, realpathSync, rmSync } from "node:fs";
import { basename, dirname, relative } from "node:path";
import { withIgnored, withoutIgnored } from "../../core/dvc/gitignoreLines";
import { ApiError } from "../../shared/apiError";
import { runGit } from "../kernel/git";
import { replaceFile } from "./files/replaceFile";

/** What git says of a path. */
export interface GitView {
  readonly isTracked: boolean;
  readonly isIgnored: boolean;
}

export async function askGit(gitRoot: string, path: string): Promise<GitView> {
  const below = relative(gitRoot, path);
  const [tracked, ignored] = await Promise.all([
    runGit(gitRoot, ["ls-files", "--cached", "-z", "--", `:(literal)${below}`]),
    runGit(gitRoot, ["check-ignore", "-q", "--no-index", "--", below]),
  ]);
  return { isTracked: tracked.code === 0 && tracked.out.length > 0, isIgnored: ignored.code === 0 };
}

/** Adds the line beside the path, unless git leaves the path out already. Says which file was written. */
export async function addIgnored(gitRoot: string, path: string): Promise<string | undefined> {
  const { isTracked, isIgnored } = await askGit(gitRoot, path);
  if (isTracked) refuseTracked(gitRoot, path);
  if (isIgnored) return undefined;
  const file = `${dirname(path)}/.gitignore`;
  const text = textOf(file);
  const next = withIgnored(text, basename(path));
  if (next === text) return undefined;
  replaceFile(file, next);
  return file;
}

export function refuseTracked(gitRoot: string, path: string): never {
  const name = relative(gitRoot, path);
  throw new ApiError(
    "INVALID_PARAMETER_VALUE",
    `${name} is tracked by git; take it out first: git rm -r --cached '${name}' && git commit -m "stop tracking ${name}"`,
  );
}

/** Takes the line away; an empty file goes with it. Says which file was written or removed. */
export function removeIgnored(path: string): string | undefined {
  const file = `${dirname(path)}/.gitignore`;
  const text = textOf(file);
  const next = withoutIgnored(text, basename(path));
  if (text === "" || next === text) return undefined;
  if (next === undefined) rmSync(file);
  else replaceFile(file, next);
  return file;
}

function textOf(file: string): string {
  try {
    return readFileSync(realpathSync(file), "utf8");
  } catch (thrown) {
    if ((thrown as NodeJS.ErrnoException).code === "ENOENT") return "";
    throw thrown;
  }
}

/** core.autostage: git takes up what was written. */
export async function stageFiles(gitRoot: string, files: readonly string[]): Promise<void> {
  if (files.length === 0) return;
  const { code } = await runGit(gitRoot, ["add", "--all", "--", ...files.map((file) => relative(gitRoot, file))]);
  if (code !== 0) throw new ApiError("INVALID_STATE", `git add failed; run it yourself: git add ${files.join(" ")}`);
}
