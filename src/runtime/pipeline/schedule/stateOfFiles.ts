import type { Dirent } from "node:fs";
import { readdir, stat } from "node:fs/promises";
import { join } from "node:path";
import { codeOf } from "../../kernel/home";

/** What is beyond is not looked at: a pattern that fits half a disk is a mistake. */
const mostFiles = 20_000;
const mostFolders = 20_000;
const notLookedInto: ReadonlySet<string> = new Set([".git", ".dvc", ".tidemark"]);
/** It went meanwhile, or is not for us: what cannot be seen does not change. */
const unseen: ReadonlySet<string | undefined> = new Set(["ENOENT", "ENOTDIR", "EACCES", "EPERM", "ELOOP"]);

/** Names, sizes and times of the files that fit. Links to folders are not followed. */
export async function stateOfFiles(root: string, patterns: readonly string[]): Promise<string> {
  const found: string[] = [];
  let folders = 0;
  for (const written of patterns) {
    const pattern = written.replace(/^\.\//, "");
    const parts = pattern.split("/");
    const fixed = parts.findIndex((part) => /[*?[]/.test(part));
    const test = patternOf(pattern);
    const deepest = fixed < 0 || parts.includes("**") ? Number.POSITIVE_INFINITY : parts.length;
    const waiting = [parts.slice(0, fixed < 0 ? parts.length : fixed).join("/")];
    const first = await quietly(stat(join(root, waiting[0] as string)));
    if (first?.isFile()) found.push(`${waiting.pop()} ${first.size} ${first.mtimeMs}`);
    for (let folder = waiting.pop(); folder !== undefined && folders < mostFolders; folder = waiting.pop()) {
      folders++;
      for (const entry of (await quietly(readdir(join(root, folder), { withFileTypes: true }))) ?? []) {
        const path = folder === "" ? entry.name : `${folder}/${entry.name}`;
        if (entry.isDirectory()) {
          if (!notLookedInto.has(entry.name) && path.split("/").length < deepest) waiting.push(path);
        } else if (found.length < mostFiles && (fixed < 0 || test.test(path))) await note(entry, path);
      }
    }
  }
  return found.sort().join("\n");

  async function note(entry: Dirent, path: string): Promise<void> {
    if (!entry.isFile() && !entry.isSymbolicLink()) return;
    const stats = await quietly(stat(join(root, path)));
    if (stats?.isFile()) found.push(`${path} ${stats.size} ${stats.mtimeMs}`);
  }
}

async function quietly<T>(asked: Promise<T>): Promise<T | undefined> {
  try {
    return await asked;
  } catch (error) {
    if (unseen.has(codeOf(error))) return undefined;
    throw error;
  }
}

/** `*` and `?` within a name, `**` over folders. */
function patternOf(pattern: string): RegExp {
  const text = pattern
    .replaceAll(/[\\^$.+()[\]{}|]/g, "\\$&")
    .replaceAll("**/", "\u0001")
    .replaceAll("**", "\u0002")
    .replaceAll("*", "[^/]*")
    .replaceAll("?", "[^/]")
    .replaceAll("\u0001", "(?:.*/)?")
    .replaceAll("\u0002", ".*");
  return new RegExp(`^${text}$`);
}
