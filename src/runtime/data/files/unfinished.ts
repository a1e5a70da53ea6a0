import { spawn } from "node:child_process";
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, statSync } from "node:fs";
import { join } from "node:path";
import type { Project } from "../project/openRepository";
import { pathBytes } from "./bytePaths";
import { freshName } from "./walkTree";

/**
 * Makes the folders for files that are not whole yet. On ext4 their subfolders are spread over the disk (chattr +T): where
 * thousands of files were just deleted, as before a checkout, a new one would wait for the search of a free place.
 */
export async function prepareUnfinished({ store, ownFolder }: Project): Promise<void> {
  for (const folder of new Set([store.fresh, join(ownFolder, "new")])) {
    if (existsSync(folder)) continue;
    mkdirSync(folder, { recursive: true });
    await spread(folder);
  }
}

/** Its subfolders will be. */
export async function spread(folder: string): Promise<void> {
  if (process.platform !== "linux") return;
  await new Promise<void>((resolve) => {
    const child = spawn("chattr", ["+T", folder], { stdio: "ignore" });
    // where there is no chattr, or another file system, it is only slower
    child.once("error", () => resolve());
    child.once("exit", () => resolve());
  });
}

/** Files that were not whole when their process was killed. Those of this process go with it: others in it may write now. */
export function removeUnfinished({ store, ownFolder }: Project): void {
  for (const folder of new Set([store.fresh, join(ownFolder, "new")])) {
    if (!existsSync(folder)) continue;
    for (const name of readdirSync(folder)) {
      const pid = Number(/^\.?(\d+)-/.exec(name)?.[1] ?? 0);
      if (pid !== process.pid && !isAlive(pid)) rmSync(join(folder, name), { recursive: true, force: true });
    }
  }
}

const atExit = new Set<string>();

/** What threads of this process leave there goes with the process: they are ended where they stand, and tidy up nothing. */
export function removeOwnAtExit(folder: string): void {
  if (atExit.size === 0)
    process.once("exit", () => {
      for (const each of atExit)
        for (const name of existsSync(each) ? readdirSync(each) : [])
          if (name.startsWith(`${process.pid}-`)) rmSync(join(each, name), { recursive: true, force: true });
    });
  atExit.add(folder);
}

/** What a killed fetch or push left beside objects, by its name. */
export function isLeftOver(name: string): boolean {
  const pid = /^\.tidemark-(\d+)-.*\.tmpc?$/.exec(name)?.[1];
  return pid !== undefined && Number(pid) !== process.pid && !isAlive(Number(pid));
}

/** On Linux a number may be a thread's by now. */
export function isAlive(pid: number): boolean {
  if (pid === 0) return false;
  try {
    process.kill(pid, 0);
    if (process.platform !== "linux") return true;
    return readFileSync(`/proc/${pid}/status`, "latin1").includes(`Tgid:\t${pid}\n`);
  } catch (thrown) {
    return (thrown as NodeJS.ErrnoException).code === "EPERM";
  }
}

/** A folder for files that are not whole on the disk of `folder`: the usual one, or one inside it that goes afterwards. */
export function freshOn(usual: string, folder: string): { readonly path: string; remove(): void } {
  mkdirSync(usual, { recursive: true });
  if (statSync(usual).dev === statSync(pathBytes(folder)).dev) return { path: usual, remove: () => undefined };
  const path = `${folder}/${freshName}`;
  rmSync(pathBytes(path), { recursive: true, force: true });
  return { path, remove: () => rmSync(pathBytes(path), { recursive: true, force: true }) };
}
