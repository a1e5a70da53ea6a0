import { lstatSync, realpathSync } from "node:fs";
import { basename, dirname, isAbsolute, join, relative, resolve, sep } from "node:path";
import { invalid } from "../../shared/apiError";

/** Part by part: `/a/bc` is not within `/a/b`. */
export function isWithin(folder: string, path: string): boolean {
  const below = relative(folder, path);
  return below !== ".." && !below.startsWith(`..${sep}`) && !isAbsolute(below);
}

/** Absolute; undefined where `..` or a link leads out of the root, or nobody can tell. It need not be there. */
export function findInside(root: string, path: string): string | undefined {
  if (path.includes("\0")) return undefined;
  const whole = resolve(root, path);
  const [realRoot, real] = [realOf(root), realOf(whole)];
  return realRoot !== undefined && real !== undefined && isWithin(realRoot, real) ? whole : undefined;
}

/** As `findInside`; what is outside is refused by the name that it was asked by. */
export function getInside(root: string, path: string, name = path): string {
  return findInside(root, path) ?? invalid(`${name}: outside of the workspace`);
}

/** Behind links, of what is not there as far as something is; undefined for a link that leads nowhere. */
export function realOf(path: string): string | undefined {
  try {
    if (isThere(path)) return realpathSync(path);
    const folder = realOf(dirname(path));
    return folder === undefined ? undefined : join(folder, basename(path));
  } catch {
    return undefined; // a link that leads nowhere or around, or what may not be looked at
  }
}

function isThere(path: string): boolean {
  if (dirname(path) === path) return true;
  try {
    return lstatSync(path, { throwIfNoEntry: false }) !== undefined;
  } catch (error) {
    if (error instanceof Error && "code" in error && error.code === "ENOTDIR") return false;
    throw error;
  }
}
