import {
  chmodSync,
  closeSync,
  fchmodSync,
  fstatSync,
  futimesSync,
  linkSync,
  lstatSync,
  openSync,
  renameSync,
  rmSync,
  statSync,
  symlinkSync,
} from "node:fs";
import type { LinkType } from "../repository";
import { hashBigFile } from "./bigFile";
import { pathBytes } from "./bytePaths";
import { cloned, isUnsupported } from "./clone";
import { copyFile } from "./copyFile";
import { fault } from "./fault";
import type { One, Passed, Work } from "./fileWork";
import { readHash } from "./hashBytes";
import { objectPath, writeObject } from "./keepFile";
import { ownName } from "./ownName";
import { hashSmall, readSmall, smallBytes } from "./smallFile";
import { placeIn } from "./wholeFile";
import { writeBytes } from "./writeBytes";

type Placing = Extract<Work, { kind: "place" }>;

export async function place(work: Placing, at: number, path: string, passed: Passed): Promise<One> {
  const md5 = readHash(work.hashes, at);
  const object = objectPath(work.store, md5);
  const brought = bring({ work, at, path, md5, object, passed });
  for (const link of work.links) {
    const made = await placeBy(link, { work, at, path, md5, object, passed, held: brought?.held });
    if (made) return brought ? { ...made, brought: brought.bytes } : made;
  }
  throw fault("ENOTSUP", `${path}: none of the cache's link types (${work.links.join(", ")}) works there`);
}

interface PlaceOf {
  readonly work: Placing;
  readonly at: number;
  readonly path: string;
  readonly md5: string;
  readonly object: string;
  readonly passed: Passed;
  /** Its content, where that has just been read and hashed. */
  readonly held?: Buffer | undefined;
}

/** From the other folder, where the store lacks it. Small ones are placed by what was read of them. */
function bring({ work, path, md5, object, passed }: PlaceOf): { bytes: number; held?: Buffer } | undefined {
  const { source, store } = work;
  if (source === undefined || lstatSync(object, { throwIfNoEntry: false })) return undefined;
  const from = source + object.slice(store.folder.length);
  const fd = openThere(from);
  if (fd === undefined) return undefined;
  try {
    const { size } = fstatSync(fd);
    if (size > smallBytes) {
      const come = copyFile({ from, to: object, md5, legacy: store.legacy }, store.isShared, placeIn(store.fresh));
      // whoever fetches it the usual way says what is wrong
      return come.kind === "done" ? { bytes: come.bytes } : undefined;
    }
    const held = readSmall(fd, size, path);
    if (hashSmall(held, store.legacy, passed) !== md5) return undefined;
    writeObject(md5, held, store);
    return { bytes: held.length, held };
  } finally {
    closeSync(fd);
  }
}

/** Undefined where this kind of link cannot be made. */
async function placeBy(link: LinkType, one: PlaceOf): Promise<One | undefined> {
  switch (link) {
    case "copy":
      return placeCopy(one);
    case "reflink":
      return placeClone(one);
    case "hardlink":
    case "symlink":
      return placeLink(link, one);
    default:
      return link satisfies never;
  }
}

function openObject({ object, path }: PlaceOf): number {
  const fd = openThere(object);
  if (fd === undefined) throw fault("MISSING", `${path}: its object ${object} is missing`);
  return fd;
}

function openThere(path: string): number | undefined {
  try {
    return openSync(path, "r");
  } catch (thrown) {
    if ((thrown as NodeJS.ErrnoException).code !== "ENOENT") throw thrown;
    return undefined;
  }
}

/** Read, hashed, written beside and moved in: a rotten object never gets the file's name. */
async function placeCopy(one: PlaceOf): Promise<One> {
  const { work, md5, passed, held } = one;
  if (held) return placeFresh(one, makeNew(one), (to) => writeBytes(to, held));
  const from = openObject(one);
  try {
    const { size } = fstatSync(from);
    return await placeFresh(one, makeNew(one), async (to) => {
      if (size > smallBytes)
        return check(one, (await hashBigFile(from, to, { legacy: work.store.legacy, passed })).md5);
      const bytes = readSmall(from, size, one.object);
      const found = hashSmall(bytes, work.store.legacy, passed);
      if (found === md5) writeBytes(to, bytes);
      return check(one, found);
    });
  } finally {
    closeSync(from);
  }
}

interface Fresh {
  readonly path: string;
  readonly fd: number;
}

function makeNew({ work }: PlaceOf): Fresh {
  const path = ownName(work.fresh);
  return { path, fd: openSync(path, "wx", work.isExec ? 0o777 : 0o666) };
}

/** The file gets its name when `fill` is through, or goes. */
async function placeFresh(one: PlaceOf, { path, fd }: Fresh, fill: (fd: number) => void | Promise<void>): Promise<One> {
  try {
    await fill(fd);
    return finish(one, path, fd);
  } catch (thrown) {
    rmSync(path, { force: true });
    throw thrown;
  } finally {
    closeSync(fd);
  }
}

function check(one: PlaceOf, found: string): void {
  if (found !== one.md5) throw rotten(one, found);
}

const cannotCloneFrom = new Set<string>();

async function placeClone(one: PlaceOf): Promise<One | undefined> {
  const { work, passed } = one;
  if (cannotCloneFrom.has(work.store.folder)) return undefined;
  closeSync(openObject(one));
  const path = ownName(work.fresh);
  if (!cloned(one.object, path)) {
    cannotCloneFrom.add(work.store.folder);
    return undefined;
  }
  chmodSync(path, (work.isExec ? 0o777 : 0o666) & ~process.umask());
  return placeFresh(one, { path, fd: openSync(path, "r+") }, async (fd) =>
    check(one, (await hashBigFile(fd, undefined, { legacy: work.store.legacy, passed })).md5),
  );
}

/** An mtime with the clock's fractions: the system's own are steps, so whoever writes to the file later changes it. */
function finish({ work, at, path, md5 }: PlaceOf, fresh: string, fd: number): One {
  const now = (performance.timeOrigin + performance.now()) / 1000;
  futimesSync(fd, now, now);
  checkReplaced(work, at, path);
  renameSync(pathBytes(fresh), pathBytes(path));
  return { md5, stats: fstatSync(fd), isTrusted: true };
}

async function placeLink(link: "hardlink" | "symlink", one: PlaceOf): Promise<One | undefined> {
  const { work, at, path, md5, object, passed } = one;
  const fd = openObject(one);
  try {
    const { size } = fstatSync(fd);
    // a file without bytes is no link: whoever wrote to it would write to all of them
    if (size === 0 && link === "hardlink") return await placeCopy(one);
    const found =
      size > smallBytes
        ? (await hashBigFile(fd, undefined, { legacy: work.store.legacy, passed })).md5
        : hashSmall(readSmall(fd, size, object), work.store.legacy, passed);
    check(one, found);
    if ((fstatSync(fd).mode & 0o777) !== 0o444) fchmodSync(fd, 0o444);
  } finally {
    closeSync(fd);
  }
  const fresh = ownName(work.fresh);
  try {
    if (link === "hardlink") linkSync(object, fresh);
    else symlinkSync(object, fresh);
  } catch (thrown) {
    if (!isUnsupported(thrown)) throw thrown;
    return undefined;
  }
  if (work.isExec && link === "hardlink") chmodSync(fresh, 0o544);
  checkReplaced(work, at, path);
  renameSync(pathBytes(fresh), pathBytes(path));
  // two names of one file stay two when one is renamed over the other
  rmSync(fresh, { force: true });
  return { md5, stats: statSync(pathBytes(path)), isTrusted: false };
}

/** What was found safe to replace is still what lies there. */
function checkReplaced({ replaces }: Placing, at: number, path: string): void {
  const [inode, size, mtime] = [replaces[at * 3], replaces[at * 3 + 1], replaces[at * 3 + 2]];
  if (inode === -1) return;
  const there = lstatSync(pathBytes(path), { throwIfNoEntry: false });
  const isSame = there ? there.ino === inode && there.size === size && there.mtimeMs === mtime : inode === 0;
  if (!isSame) throw fault("CHANGED", `${path} changed while it was brought to its version; it was left as it is`);
}

function rotten({ object, md5 }: PlaceOf, found: string): NodeJS.ErrnoException {
  return fault("ROTTEN", `the object ${object} is rotten: its content has the md5 ${found}, not ${md5}`);
}
