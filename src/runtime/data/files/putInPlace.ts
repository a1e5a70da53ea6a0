import { lstatSync, mkdirSync, readdirSync, renameSync, rmdirSync, rmSync, unlinkSync } from "node:fs";
import { pathBytes } from "./bytePaths";
import { freshName, readFolder, walkTree } from "./walkTree";

/**
 * A whole file or folder of the same disk to a path where something may lie. Whatever ends us between, each file is the old
 * one or the new one, and what the new folder does not have goes last.
 */
export function putInPlace(whole: string, path: string): void {
  const there = lstatSync(pathBytes(path), { throwIfNoEntry: false });
  const isFolder = lstatSync(pathBytes(whole)).isDirectory();
  if (!there || !(isFolder || there.isDirectory())) renameSync(pathBytes(whole), pathBytes(path));
  else if (isFolder && there.isDirectory()) mergeInto(whole, path);
  else {
    const old = `${whole}.old`;
    renameSync(pathBytes(path), pathBytes(old));
    renameSync(pathBytes(whole), pathBytes(path));
    rmSync(pathBytes(old), { recursive: true, force: true });
  }
}

function mergeInto(whole: string, path: string): void {
  const before = namesBelow(path);
  const fresh = new Set(walkTree(whole, undefined).names);
  for (const name of fresh) {
    makeWay(path, name);
    renameSync(pathBytes(`${whole}/${name}`), pathBytes(`${path}/${name}`));
  }
  for (const { name, isFolder } of before) {
    const full = pathBytes(`${path}/${name}`);
    // where it was, a file may stand now
    if (fresh.has(name) || isBelowAny(fresh, name)) continue;
    const now = lstatSync(full, { throwIfNoEntry: false });
    if (now?.isDirectory() !== isFolder) continue;
    if (!isFolder) unlinkSync(full);
    else if (readdirSync(full).length === 0) rmdirSync(full);
  }
}

function isBelowAny(names: ReadonlySet<string>, name: string): boolean {
  for (let at = name.indexOf("/"); at >= 0; at = name.indexOf("/", at + 1))
    if (names.has(name.slice(0, at))) return true;
  return false;
}

/** All of it, links as they are; what is in a folder before the folder. */
function namesBelow(path: string, below = ""): { readonly name: string; readonly isFolder: boolean }[] {
  return readFolder(below === "" ? path : `${path}/${below}`).flatMap((entry) => {
    const name = below === "" ? entry.name : `${below}/${entry.name}`;
    const isFolder = entry.isDirectory();
    if (isFolder && entry.name === freshName) return [];
    return [...(isFolder ? namesBelow(path, name) : []), { name, isFolder }];
  });
}

/** A folder may stand where a file has to be, and a file where a folder has to be. */
function makeWay(path: string, name: string): void {
  const parts = name.split("/");
  for (let depth = 1; depth < parts.length; depth++) {
    const folder = pathBytes(`${path}/${parts.slice(0, depth).join("/")}`);
    const there = lstatSync(folder, { throwIfNoEntry: false });
    if (there && !there.isDirectory()) unlinkSync(folder);
    if (!there?.isDirectory()) mkdirSync(folder);
  }
  const target = pathBytes(`${path}/${name}`);
  if (lstatSync(target, { throwIfNoEntry: false })?.isDirectory()) rmSync(target, { recursive: true, force: true });
}
