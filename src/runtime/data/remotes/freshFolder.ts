import { existsSync, mkdirSync, readdirSync, rmSync, statSync } from "node:fs";
import { join } from "node:path";
import { spread } from "../files/unfinished";

const dayMs = 24 * 60 * 60 * 1000;
/** In a remote; dvc, which looks for names of two digits, sees nothing in it. */
const name = /^\.tidemark-[0-9a-z]+$/;

export function isFreshFolder(entry: string): boolean {
  return name.test(entry);
}

/**
 * A folder for files that are not whole yet, spread as prepareUnfinished does it: where many were just deleted, as before a
 * pull, to make one beside its place takes ten times as long.
 */
export async function makeFresh(base: string, own: string): Promise<string | undefined> {
  const fresh = join(base, own);
  try {
    mkdirSync(fresh, { recursive: true });
  } catch {
    return undefined; // each file's own fault says what is wrong
  }
  await spread(fresh);
  return fresh;
}

/** In a remote. What killed pushes left there, of whatever machine, goes after a day. */
export function makeFreshIn(remote: string): Promise<string | undefined> {
  for (const entry of existsSync(remote) ? readdirSync(remote) : []) {
    if (!isFreshFolder(entry)) continue;
    const path = join(remote, entry);
    const age = Date.now() - (statSync(path, { throwIfNoEntry: false })?.mtimeMs ?? 0);
    if (age > dayMs) rmSync(path, { recursive: true, force: true });
  }
  return makeFresh(remote, `.tidemark-${Math.random().toString(36).slice(2)}`);
}
