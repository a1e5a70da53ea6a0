import { randomBytes } from "node:crypto";
import { lstatSync, readFileSync, rmSync, statSync } from "node:fs";
import { join } from "node:path";
import { createWhole } from "./home";

/**
 * The workspace's token: made once, readable by its owner alone. Only who owns the workspace calls this. `proposed` is what
 * the editor has told its terminals already.
 */
export function ensureToken(home: string, proposed?: string): string {
  const known = readToken(home);
  if (known !== undefined) return known;
  const path = join(home, "token");
  rmSync(path, { force: true });
  const token = proposed && /^[\w-]{40,100}$/.test(proposed) ? proposed : randomBytes(32).toString("base64url");
  createWhole(path, token, 0o600);
  return token;
}

/** Undefined too for one that others could read or have planted: a file out of a repository has no mode of 0600. */
export function readToken(home: string): string | undefined {
  const path = join(home, "token");
  const found = lstatSync(path, { throwIfNoEntry: false });
  if (!found?.isFile()) return undefined;
  if (isForOthers(path) && keepsModes(home)) return undefined;
  const token = readFileSync(path, "utf8").trim();
  return token.length >= 40 ? token : undefined;
}

function isForOthers(path: string): boolean {
  return ((statSync(path, { throwIfNoEntry: false })?.mode ?? 0) & 0o077) !== 0;
}

/** Windows and some mounts show every file as everybody's: the lock, too, although it was made for us alone. */
function keepsModes(home: string): boolean {
  return process.platform !== "win32" && !isForOthers(join(home, "lock"));
}
