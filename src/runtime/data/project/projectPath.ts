import { existsSync, realpathSync } from "node:fs";
import { join, relative, resolve, sep } from "node:path";
import { invalid, notFound } from "../../../shared/apiError";

/** The root of a project that a request names from the workspace; never one outside of it. */
export function projectRoot(workspace: string, project: string): string {
  const root = insideOf(workspace, project);
  if (!existsSync(join(root, ".dvc"))) notFound(`${project}: a project of DVC`);
  return root;
}

/** A folder of the workspace, after links. */
export function insideOf(workspace: string, path: string): string {
  const whole = resolve(workspace, path);
  if (!existsSync(whole)) return notFound(path);
  const below = relative(realpathSync(workspace), realpathSync(whole));
  if (below === ".." || below.startsWith(`..${sep}`)) invalid(`${path}: not in the workspace`);
  return whole;
}
