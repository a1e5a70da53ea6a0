import { createHash, randomBytes } from "node:crypto";
import { readFileSync, realpathSync, rmSync, statSync, utimesSync } from "node:fs";
import { hostname } from "node:os";
import { join } from "node:path";
import { integer, object, oneOf, optional, string } from "../../shared/readers";
import { codeOf, createWhole } from "./home";
import { answersNonce } from "./nonce";
import { isRunning, startOf } from "./processes";

/** What the lock file says of the one process that may write to the workspace's store. */
export interface Owner {
  readonly pid: number;
  /** Absent where the system does not tell. */
  readonly started?: string | undefined;
  readonly host: string;
  /** Where the lock was made: a copied folder carries a copied lock. */
  readonly home: string;
  readonly nonce: string;
  /** Where it answers the nonce, and everything else once it is up. */
  readonly url: string;
  /** A `command` is soon gone; a `runtime` is there to be joined. */
  readonly role: Role;
}

export type Role = "runtime" | "command";

export interface Claim {
  readonly owner: Owner;
  release(): void;
}

/** How often the owner touches its lock, for those on other machines who cannot see its process. */
const beat = 10_000;
const longestSilence = 35_000;

const readOwnerFields = object<Owner>({
  pid: integer,
  started: optional(string),
  host: string,
  home: string,
  nonce: string,
  url: string,
  role: oneOf("runtime", "command"),
});

interface Seen {
  readonly text: string;
  readonly file: string;
  readonly touched: number;
  readonly owner: Owner | undefined;
}

function lockOf(home: string): string {
  return join(home, "lock");
}

/** Who owns the workspace and lives; undefined when nobody does. */
export async function findOwner(home: string): Promise<Owner | undefined> {
  const seen = readLock(lockOf(home));
  return seen?.owner && (await isAlive(seen, home)) ? seen.owner : undefined;
}

export function isClaim(found: Claim | Owner): found is Claim {
  return "release" in found;
}

export function createOwner(home: string, nonce: string, url: string, role: Role): Owner {
  return {
    pid: process.pid,
    started: startOf(process.pid),
    host: hostname(),
    home: realpathSync(home),
    nonce,
    url,
    role,
  };
}

export function createNonce(): string {
  return randomBytes(16).toString("hex");
}

/** Takes the workspace, or returns who has it. `lost` is called if somebody removes the lock under us. */
export async function claimWorkspace(
  home: string,
  owner: Owner,
  lost: () => void,
  beatEvery = beat,
): Promise<Claim | Owner> {
  const lock = lockOf(home);
  const text = JSON.stringify(owner);
  while (!createWhole(lock, text, 0o600)) {
    const seen = readLock(lock);
    if (!seen) continue; // released in between
    if (await isAlive(seen, home)) {
      if (seen.owner) return seen.owner;
    } else if (await mayRemove(lock, seen, text, home)) continue;
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
  return hold(lock, owner, lost, beatEvery);
}

/**
 * Removes a stale lock, which several may have seen at once, and one of them may be slow. The right to remove this very
 * lock is a file of its own, made exclusively; who has it looks again before removing. Who died having it is passed over by
 * a further such file, named after its. False: somebody else has the right just now.
 */
async function mayRemove(lock: string, stale: Seen, mine: string, home: string): Promise<boolean> {
  const markers: string[] = [];
  for (let before = stale; ; ) {
    const marker = `${lock}.after-${createHash("sha256").update(before.text).digest("hex").slice(0, 16)}`;
    markers.push(marker);
    if (createWhole(marker, mine, 0o600)) break;
    const other = readLock(marker);
    if (!other || (await isAlive(other, home))) return false;
    before = other;
  }
  if (readLock(lock)?.text === stale.text) rmSync(lock, { force: true });
  for (const marker of markers) rmSync(marker, { force: true });
  return true;
}

function hold(lock: string, owner: Owner, lost: () => void, beatEvery: number): Claim {
  const isMine = () => readLock(lock)?.owner?.nonce === owner.nonce;
  const heart = setInterval(() => {
    if (isMine() && touch(lock)) return;
    clearInterval(heart);
    lost();
  }, beatEvery).unref();
  return {
    owner,
    release() {
      clearInterval(heart);
      if (isMine()) rmSync(lock, { force: true });
    },
  };
}

/** False when it is gone. What else may fail (a full disk) costs those elsewhere a look at our address. */
function touch(lock: string): boolean {
  const now = new Date();
  try {
    utimesSync(lock, now, now);
    return true;
  } catch (error) {
    return codeOf(error) !== "ENOENT";
  }
}

function readLock(lock: string): Seen | undefined {
  try {
    const { dev, ino, mtimeMs } = statSync(lock, { bigint: true });
    const text = readFileSync(lock, "utf8");
    return { text, file: `${dev}:${ino}`, touched: Number(mtimeMs), owner: readOwner(text) };
  } catch (error) {
    if (codeOf(error) === "ENOENT") return undefined;
    throw error;
  }
}

function readOwner(text: string): Owner | undefined {
  try {
    return readOwnerFields(JSON.parse(text), "lock");
  } catch {
    return undefined; // torn or foreign: it names nobody
  }
}

async function isAlive(seen: Seen, home: string): Promise<boolean> {
  const { owner, touched } = seen;
  // where files cannot be linked into place, one that is being written is empty for a moment
  if (!owner) return Date.now() - touched < 1000 && seen.text === "";
  if (owner.host !== hostname()) return Date.now() - touched < longestSilence || answersNonce(owner);
  if (!isRunning(owner.pid) || isCopy(seen, owner, home)) return false;
  const started = startOf(owner.pid);
  // the very process that wrote it, whether or not it answers just now
  if (owner.started !== undefined && started !== undefined) return owner.started === started;
  return answersNonce(owner);
}

/** The folder was copied while a runtime ran in the original, whose lock is still there and another file. */
function isCopy(seen: Seen, owner: Owner, home: string): boolean {
  if (owner.home === realpathSync(home)) return false;
  const original = readLock(lockOf(owner.home));
  return original?.text === seen.text && original.file !== seen.file;
}
