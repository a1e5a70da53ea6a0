import { constants, type Stats } from "node:fs";
import { copyFile, lstat, realpath, rename, rm, stat, utimes } from "node:fs/promises";
import { basename, join, relative, resolve, sep } from "node:path";
import { fileURLToPath } from "node:url";
import { invalid } from "../../shared/apiError";
import { files } from "./mlrunsFiles";

/** Where the bytes of a run or model are now: as recorded, or under the source's own folder if that was moved. */
export async function findLocal(location: string, near: string): Promise<string | undefined> {
  const recorded = localPath(location, near);
  if (recorded === undefined) return undefined;
  const tail = /mlruns[\\/](.*)$/.exec(recorded)?.[1];
  const candidates = tail === undefined ? [recorded] : [recorded, join(near, "mlruns", tail), join(near, tail)];
  for (const each of candidates) if (await isFolder(each)) return each;
  return undefined;
}

/** Only what lies under `near` is copied: a database from elsewhere may name any folder of this machine. */
export async function checkInside(path: string, near: string): Promise<void> {
  const [real, root] = await Promise.all([realpath(path), realpath(near)]);
  const way = relative(root, real);
  if (way.startsWith("..") || resolve(way) === way)
    invalid(`${path}: lies outside ${near}, so its files were left there`);
}

export function localPath(location: string, near: string): string | undefined {
  if (location.startsWith("file:")) return fileURLToPath(location.replace(/^file:(?!\/\/)/, "file://"));
  if (/^[a-z][a-z0-9+.-]+:/i.test(location)) return undefined;
  return location === "" ? undefined : resolve(near, location);
}

/**
 * Copies what is new or changed; a file appears whole or not at all. Links are not followed: not those among the files, and
 * not those that wait where they go. `folderOf` makes a folder at the other end and says where it is.
 */
export async function copyNew(from: string, folderOf: (below: string) => Promise<string>): Promise<number> {
  let copied = 0;
  const folders = new Map<string, string>();
  for (const name of await files(from)) {
    const source = join(from, ...name.split("/"));
    const below = name.slice(0, Math.max(0, name.lastIndexOf("/")));
    const folder = folders.get(below) ?? (await folderOf(below));
    folders.set(below, folder);
    const target = join(folder, basename(name));
    const found = await stat(source);
    if (await isSame(found, target)) continue;
    const half = `${target}.${process.pid}.part`;
    try {
      await rm(half, { force: true });
      await copyFile(source, half, constants.COPYFILE_FICLONE | constants.COPYFILE_EXCL);
      await utimes(half, found.atime, found.mtime);
      await rename(half, target);
    } catch (error) {
      await rm(half, { force: true });
      throw error;
    }
    copied++;
  }
  return copied;
}

async function isSame(source: Stats, target: string): Promise<boolean> {
  const there = await lstat(target).catch(() => undefined);
  return there?.isFile() === true && there.size === source.size && Math.abs(there.mtimeMs - source.mtimeMs) < 2;
}

async function isFolder(path: string): Promise<boolean> {
  return stat(path).then(
    (found) => found.isDirectory(),
    () => false,
  );
}

/** `path` below `root`, said with forward slashes. */
export function below(root: string, path: string): string {
  return relative(root, path).split(sep).join("/");
}
