import { createHash } from "node:crypto";
import { existsSync, mkdirSync, readdirSync, renameSync, rmSync, statSync, utimesSync } from "node:fs";
import { homedir } from "node:os";
import { join } from "node:path";

/** More are seldom looked at side by side; the ones that were not for longest go first. */
const mostKept = 24;

/** A place for tables that lie nowhere as a file of their own: of this workspace, or where there is none, of the user. */
export function tablesFolder(home: string): string {
  if (existsSync(home)) return join(home, "tables");
  const own = process.platform === "win32" ? process.env.LOCALAPPDATA : process.env.XDG_CACHE_HOME;
  return join(own || join(homedir(), ".cache"), "tidemark", "tables");
}

/** What `make` writes to the path that it is given; what was made before is taken as it is. `key` says all that it depends on. */
export async function keptTable(
  folder: string,
  key: string,
  extension: string,
  make: (path: string) => Promise<void> | void,
): Promise<string> {
  const name = `${createHash("sha256").update(key).digest("hex").slice(0, 32)}${extension}`;
  const path = join(folder, name);
  if (existsSync(path)) {
    const now = new Date();
    utimesSync(path, now, now); // it was looked at
    return path;
  }
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  const growing = join(folder, `.${process.pid}-${name}`);
  try {
    await make(growing);
    renameSync(growing, path);
  } finally {
    rmSync(growing, { force: true, recursive: true });
  }
  clear(folder, name);
  return path;
}

function clear(folder: string, fresh: string): void {
  const all = readdirSync(folder)
    .filter((name) => !name.startsWith(".") && name !== fresh)
    .map((name) => ({ name, at: statSync(join(folder, name), { throwIfNoEntry: false })?.mtimeMs ?? 0 }))
    .sort((a, b) => b.at - a.at);
  for (const { name } of all.slice(mostKept)) rmSync(join(folder, name), { force: true });
}
