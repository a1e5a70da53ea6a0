import { existsSync, realpathSync } from "node:fs";
import { dirname, join, relative, resolve, sep } from "node:path";
import { invalid, notFound } from "../../../shared/apiError";
import { findInside, isWithin } from "../../kernel/insideRoot";
import type { Repository } from "../repository";
import { findProjectRoot, openProject } from "./openRepository";

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
  if (!isWithin(realpathSync(workspace), realpathSync(whole))) invalid(`${path}: not in the workspace`);
  return whole;
}

/** A file of the project, absolute: its data may be links into the cache, and nothing else is looked for elsewhere. */
export function fileOfProject({ root, cacheFolder }: Pick<Repository, "root" | "cacheFolder">, path: string): string {
  const whole = resolve(root, path);
  if (whole === root || !isWithin(root, whole)) invalid(`path: '${path}' is not in the project`);
  const there = realOf(whole);
  if (there === undefined) return whole;
  if (![root, cacheFolder].some((folder) => isWithin(realOf(folder) ?? folder, there)))
    invalid(`path: '${path}' is a link that leads out of the project`);
  return whole;
}

const objectPath = /^(?:files\/md5\/)?[\da-f]{2}\/[\da-f]{30}$/;

/** Data of a project in the workspace that are a link to one object of the cache, wherever that lies. */
export function isCacheLink(workspace: string, path: string): boolean {
  const root = findProjectRoot(dirname(path));
  const there = realOf(path);
  if (root === undefined || there === undefined) return false;
  if (!findInside(workspace, root) || !findInside(workspace, dirname(path))) return false;
  const cache = realOf(openProject(root).cacheFolder);
  return cache !== undefined && objectPath.test(relative(cache, there).split(sep).join("/"));
}

function realOf(path: string): string | undefined {
  try {
    return realpathSync(path);
  } catch {
    return undefined; // nothing is there, or nothing that could be read
  }
}
