import { chmodSync, existsSync, mkdirSync, renameSync, rmSync } from "node:fs";

const threadMark = `${process.pid}-${Math.random().toString(36).slice(2, 8)}`;
const made = new Set<string>();
let last = 0;

function removeMade(): void {
  for (const folder of made) rmSync(folder, { recursive: true, force: true });
}

/** A name that no other thread takes, in a folder of this thread: two threads in one folder wait for each other. */
export function ownName(folder: string): string {
  const own = `${folder}/${threadMark}`;
  if (!made.has(own)) {
    mkdirSync(own, { recursive: true });
    if (made.size === 0) process.once("exit", removeMade);
    made.add(own);
  }
  return `${own}/${++last}`;
}

/** Into a place whose folder is made when the first file comes. */
export function moveTo(path: string, from: string, isShared: boolean): void {
  try {
    renameSync(from, path);
  } catch (thrown) {
    if ((thrown as NodeJS.ErrnoException).code !== "ENOENT") throw thrown;
    makeFolder(path.slice(0, path.lastIndexOf("/")), isShared);
    renameSync(from, path);
  }
}

/** Shared: others of the group may write into what is made. */
export function makeFolder(path: string, isShared: boolean): void {
  if (!isShared) {
    mkdirSync(path, { recursive: true });
    return;
  }
  if (existsSync(path)) return;
  makeFolder(path.slice(0, path.lastIndexOf("/")), true);
  mkdirSync(path, { recursive: true });
  chmodSync(path, 0o2775);
}
