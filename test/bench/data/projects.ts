import { execFileSync } from "node:child_process";
import { randomFillSync } from "node:crypto";
import { closeSync, linkSync, mkdirSync, openSync, rmSync, writeFileSync, writeSync } from "node:fs";
import { join } from "node:path";
import type { Machine } from "./contenders";

/** A folder with git and dvc in it, made by dvc; what was there goes. */
export function makeProject({ scratch, python, env }: Machine, name: string): string {
  const root = join(scratch, name);
  rmSync(root, { recursive: true, force: true });
  mkdirSync(root, { recursive: true });
  const run = (program: string, ...args: string[]) =>
    execFileSync(program, args, { cwd: root, env: { ...process.env, ...env }, stdio: "pipe" });
  run("git", "init", "-q");
  run(python, "-m", "dvc", "init", "-q");
  run("git", "commit", "-q", "-m", "start");
  return root;
}

const inFolder = 100;

/** Files of random bytes, a hundred a folder; each time others. */
export function makeFiles(folder: string, count: number, bytes: number): void {
  const content = Buffer.alloc(bytes);
  for (let i = 0; i < count; i++) {
    const below = join(folder, `part-${String(Math.floor(i / inFolder)).padStart(5, "0")}`);
    if (i % inFolder === 0) mkdirSync(below, { recursive: true });
    randomFillSync(content);
    writeFileSync(join(below, `file-${i}.bin`), content);
  }
}

export function makeLargeFile(path: string, megabytes: number): void {
  const part = Buffer.alloc(1_000_000);
  const descriptor = openSync(path, "w");
  for (let i = 0; i < megabytes; i++) {
    if (i % 8 === 0) randomFillSync(part);
    part.writeUInt32LE(i);
    writeSync(descriptor, part);
  }
  closeSync(descriptor);
}

/** A tree that nobody tracks: empty files, a thousand a folder, which are one file by a thousand names. */
export function makeForeignTree(folder: string, count: number): void {
  let first = "";
  for (let i = 0; i < count; i++) {
    const below = join(folder, String(Math.floor(i / 1000)));
    const path = join(below, `${i}`);
    if (i % 1000 > 0) linkSync(first, path);
    else {
      mkdirSync(below, { recursive: true });
      first = path;
      closeSync(openSync(path, "w"));
    }
  }
}
