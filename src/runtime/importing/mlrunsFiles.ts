import type { Dirent } from "node:fs";
import { readdir, readFile, stat } from "node:fs/promises";
import { join } from "node:path";
import type { Pair, Unreadable } from "../../core/mlflow/foreign";

/** A folder of files whose names are keys and whose contents are values; a key with slashes is a path. */
export async function pairs(folder: string): Promise<Pair[]> {
  const keys = await files(folder);
  return Promise.all(keys.map(async (key): Promise<Pair> => [key, await readText(join(folder, key))]));
}

export function exists(path: string): Promise<boolean> {
  return stat(path).then(
    () => true,
    () => false,
  );
}

export function readText(path: string): Promise<string> {
  return readFile(path, "utf8");
}

export async function folders(path: string): Promise<string[]> {
  return (await entries(path)).filter((entry) => entry.isDirectory()).map((entry) => entry.name);
}

/** Files under it at any depth, by their relative path with forward slashes. */
export async function files(path: string, under = ""): Promise<string[]> {
  const found: string[] = [];
  for (const entry of await entries(path)) {
    if (entry.isFile()) found.push(under + entry.name);
    else if (entry.isDirectory()) found.push(...(await files(join(path, entry.name), `${under}${entry.name}/`)));
  }
  return found;
}

async function entries(path: string): Promise<Dirent[]> {
  try {
    return await readdir(path, { withFileTypes: true });
  } catch (error) {
    if (isMissing(error)) return [];
    throw error;
  }
}

function isMissing(error: unknown): boolean {
  const code = (error as NodeJS.ErrnoException).code;
  return code === "ENOENT" || code === "ENOTDIR";
}

/** One bad file is named and left out; the rest comes in. */
export async function guarded<T>(what: string, read: () => Promise<T>): Promise<T | Unreadable> {
  try {
    return await read();
  } catch (error) {
    return { kind: "unreadable", what, why: error instanceof Error ? error.message : String(error) };
  }
}

export function pythonFloat(word: string): number {
  if (word === "nan") return Number.NaN;
  if (word === "inf") return Number.POSITIVE_INFINITY;
  if (word === "-inf") return Number.NEGATIVE_INFINITY;
  const value = Number(word);
  if (word === "" || Number.isNaN(value)) throw new Error(`'${word.slice(0, 40)}' is not a number`);
  return value;
}
