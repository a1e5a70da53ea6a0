import { existsSync } from "node:fs";
import { dirname, join } from "node:path";
import { ApiError } from "../../../shared/apiError";
import { getProjectRoot } from "../../data/data";
import { type Git, openGit } from "./git";

/** A project of DVC in git, as experiments need it. */
export interface ExperimentsRoom {
  readonly git: Git;
  /** The project, absolute. */
  readonly root: string;
  /** From git's root, without a slash behind; "" where both are one. */
  readonly below: string;
  /** `.dvc/tmp/tidemark`. */
  readonly ownFolder: string;
}

export function openExperiments(folder: string): ExperimentsRoom {
  const root = getProjectRoot(folder);
  const gitRoot = gitRootOf(root);
  const below = root === gitRoot ? "" : root.slice(gitRoot.length + 1).replaceAll("\\", "/");
  return { git: openGit(gitRoot), root, below, ownFolder: join(root, ".dvc", "tmp", "tidemark") };
}

function gitRootOf(root: string): string {
  for (let at = root; ; at = dirname(at)) {
    if (existsSync(join(at, ".git"))) return at;
    if (dirname(at) === at)
      throw new ApiError("INVALID_STATE", `${root}: experiments are commits of git, and this project is in none`);
  }
}

/** A path of git from the project's own. */
export function inGit({ below }: ExperimentsRoom, path: string): string {
  return below === "" ? path : `${below}/${path}`;
}
