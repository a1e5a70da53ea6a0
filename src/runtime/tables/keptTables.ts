import { createHash, randomUUID } from "node:crypto";
import { existsSync, mkdirSync, readdirSync, renameSync, rmSync, statSync, utimesSync } from "node:fs";
import { homedir } from "node:os";
import { join } from "node:path";

/** More are seldom looked at side by side; the ones that were not for longest go first. */
const mostKept = 24;
/** Who asked for one less than so long ago may not have opened it yet. */
const untouched = 10 * 60_000;
/** What grows for longer was left by a process that died. */
const longestGrowth = 24 * 60 * 60_000;

/** By path: what is made for one who asks is there for all who ask meanwhile. */
const making = new Map<string, Promise<void>>();

/** A place for tables that lie nowhere as a file of their own: of this workspace, or where there is none, of the user. */
export function tablesFolder(home: string): string {
  if (existsSync(home)) return join(home, "tables");
  const own = process.platform === "win32" ? process.env.LOCALAPPDATA : process.env.XDG_CACHE_HOME;
  return join(own || join(homedir(), ".cache"), "tidemark", "tables");
}

/**
 * What `make` writes to the path that it is given; what was made before is taken as it is, and its time of change tells when it was
 * made. `key` says all that it depends on.
 */
export async function keptTable(
  folder: string,
  key: string,
  extension: string,
  make: (path: string) => Promise<void> | void,
): Promise<string> {
  const name = `${createHash("sha256").update(key).digest("hex").slice(0, 32)}${extension}`;
  const path = join(folder, name);
  const isMade = making.get(path);
  if (isMade !== undefined) await isMade;
  else if (!wasLookedAt(path)) {
    const made = makeAt(folder, name, make).finally(() => making.delete(path));
    making.set(path, made);
    await made;
  }
  return path;
}

/** Its time of access is set: the other one belongs to what is in it. */
function wasLookedAt(path: string): boolean {
  const stats = statSync(path, { throwIfNoEntry: false });
  if (stats === undefined) return false;
  try {
    utimesSync(path, new Date(), stats.mtime);
    return true;
  } catch {
    return existsSync(path); // another process cleared it away, or owns it
  }
}

async function makeAt(folder: string, name: string, make: (path: string) => Promise<void> | void): Promise<void> {
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  // threads and other processes may make the same
  const growing = join(folder, `.${process.pid}-${randomUUID()}-${name}`);
  try {
    await make(growing);
    renameSync(growing, join(folder, name));
  } finally {
    rmSync(growing, { force: true, recursive: true });
  }
  clear(folder, name);
}

function clear(folder: string, fresh: string): void {
  const now = Date.now();
  const all = readdirSync(folder)
    .filter((name) => name !== fresh)
    .map((name) => ({ name, stats: statSync(join(folder, name), { throwIfNoEntry: false }) }));
  const dead = all.filter(({ name, stats }) => name.startsWith(".") && stats && now - stats.mtimeMs > longestGrowth);
  const old = all
    .filter(({ name }) => !name.startsWith("."))
    .map(({ name, stats }) => ({ name, at: stats?.atimeMs ?? 0 }))
    .sort((a, b) => b.at - a.at)
    .slice(mostKept)
    .filter(({ at }) => now - at > untouched);
  for (const { name } of [...dead, ...old]) rmSync(join(folder, name), { force: true, recursive: true });
}
