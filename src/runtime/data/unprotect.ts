import {
  chmodSync,
  closeSync,
  copyFileSync,
  lstatSync,
  mkdirSync,
  openSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  writeSync,
} from "node:fs";
import { dirname, join } from "node:path";
import { notFound } from "../../shared/apiError";
import { pathBytes } from "./files/bytePaths";
import { walkTree } from "./files/walkTree";
import type { Project } from "./project/openRepository";

/** An own, writable copy in place of a link into the cache. What is no link only becomes writable. */
export function unprotectAll(project: Project, paths: readonly string[]): void {
  for (const path of paths) {
    const stats = statSync(pathBytes(path), { throwIfNoEntry: false }) ?? notFound(path);
    if (!stats.isDirectory()) unprotectFile(project, path);
    else for (const name of walkTree(path, undefined).names) unprotectFile(project, `${path}/${name}`);
  }
}

const mask = process.umask();
const wholeBytes = 2 ** 20;

export function unprotectFile({ ownFolder }: Pick<Project, "ownFolder">, path: string): void {
  const file = pathBytes(path);
  const stats = lstatSync(file);
  if (!stats.isSymbolicLink() && stats.nlink === 1) {
    chmodSync(file, 0o666 & ~mask);
    return;
  }
  const { mode } = statSync(file);
  const folder = sameDisk(ownFolder, path) ? join(ownFolder, "new") : dirname(path);
  mkdirSync(folder, { recursive: true });
  const fresh = join(folder, `.${process.pid}-${Math.random().toString(36).slice(2)}`);
  try {
    copyWhole(file, fresh);
    chmodSync(fresh, (mode & 0o111 ? 0o777 : 0o666) & ~mask);
    renameSync(fresh, file);
  } finally {
    rmSync(fresh, { force: true });
  }
}

/** The file system's own copy is slow for small files. */
function copyWhole(from: string | Buffer, to: string): void {
  if (statSync(from).size > wholeBytes) {
    copyFileSync(from, to);
    return;
  }
  const fd = openSync(to, "wx", 0o600);
  try {
    const bytes = readFileSync(from);
    for (let at = 0; at < bytes.length; ) at += writeSync(fd, bytes, at);
  } finally {
    closeSync(fd);
  }
}

function sameDisk(folder: string, path: string): boolean {
  mkdirSync(folder, { recursive: true });
  return statSync(folder).dev === statSync(pathBytes(dirname(path))).dev;
}
