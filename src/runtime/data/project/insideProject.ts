import { lstatSync, realpathSync } from "node:fs";
import { dirname, isAbsolute, relative } from "node:path";
import { pathBytes } from "../files/bytePaths";

/** What git and dvc keep for themselves: who writes there has their programs do what he likes. */
const ownFolders = /(^|\/)\.(git|dvc)(\/|$)/i;

export function isOwnFolder(path: string): boolean {
  return ownFolders.test(path);
}

/** Why no data may be written to a path; undefined where they may. A .dvc file may come from anybody. */
export function whyOutside(root: string, path: string): string | undefined {
  const name = relative(root, path);
  if (!isBelow(name)) return `${path} is not inside the project ${root}, so it is left alone`;
  if (isOwnFolder(name)) return `${path}: nothing that is tracked can lie in a folder of git or dvc`;
  return undefined;
}

/** Why a path of the project is somewhere else in truth, with where that is. */
export function whyLedOut(root: string, path: string): string | undefined {
  let there = path;
  while (there !== root && !lstatSync(pathBytes(there), { throwIfNoEntry: false })) there = dirname(there);
  const real = realOf(there);
  if (real === undefined) return `${there} is a link that leads nowhere; remove it`;
  const name = relative(realpathSync(root), real);
  if (name === "" || (isBelow(name) && !isOwnFolder(name))) return undefined;
  return `${path} leads out of the project, to ${real}`;
}

function isBelow(name: string): boolean {
  return name !== "" && name !== ".." && !name.startsWith("../") && !isAbsolute(name);
}

function realOf(path: string): string | undefined {
  try {
    return realpathSync(path);
  } catch (thrown) {
    if ((thrown as NodeJS.ErrnoException).code !== "ENOENT") throw thrown;
    return undefined;
  }
}
