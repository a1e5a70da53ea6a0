import {
  chmodSync,
  closeSync,
  constants,
  copyFileSync,
  existsSync,
  fchmodSync,
  fstatSync,
  futimesSync,
  linkSync,
  lstatSync,
  mkdirSync,
  openSync,
  readSync,
  renameSync,
  rmSync,
  type Stats,
  statSync,
  symlinkSync,
  unlinkSync,
  writeSync,
} from "node:fs";
import type { LinkType } from "../repository";
import { hashBigFile } from "./bigFile";
import { pathBytes } from "./bytePaths";
import { type Done, type Fault, type ObjectStore, type Passed, stopping, type Work } from "./fileWork";
import { legacyMd5Of, md5Of, readHash, writeHash } from "./hashBytes";
import { clockStep, factsOf, factsOfFile } from "./walkTree";

/** Up to here a file is read in one piece. */
const smallBytes = 4 * 2 ** 20;

let small: Buffer | undefined;
let last = 0;

/** Does a piece of work, file after file. What fails for one file is a fault; a full disk ends the piece. */
export async function doWork(work: Work, passed: Passed): Promise<Done> {
  const count = work.names.length;
  const hashes = work.kind === "place" ? work.hashes : new Uint8Array(count * 16);
  const facts = new Float64Array(count * factsOfFile);
  const faults: Fault[] = [];
  for (let at = 0; at < count; at++) {
    try {
      const { md5, stats, isTrusted } = await doOne(work, at, passed);
      if (work.kind !== "place") writeHash(md5, hashes, at);
      facts.set(factsOf(stats), at * factsOfFile);
      if (!isTrusted) facts[at * factsOfFile] = -1;
    } catch (thrown) {
      const { code = "", message } = thrown as NodeJS.ErrnoException;
      if (code === "") throw thrown;
      faults.push({ at, code, message });
      if (stopping.has(code)) break;
    }
  }
  return { hashes, facts, faults };
}

interface One {
  readonly md5: string;
  readonly stats: Stats;
  readonly isTrusted: boolean;
}

function doOne(work: Work, at: number, passed: Passed): One | Promise<One> {
  const path = `${work.root}${work.names[at] === "" ? "" : `/${work.names[at]}`}`;
  switch (work.kind) {
    case "hash":
      return readWhole(path, work.legacy, passed, undefined);
    case "keep":
      return work.byLink
        ? keepByLink(path, work.store, passed)
        : readWhole(path, work.store.legacy, passed, work.store);
    case "place":
      return place(work, at, path, passed);
    default:
      return work satisfies never;
  }
}

/** Hashes a file and, with a store, keeps what was hashed; both from the bytes of one reading. */
function readWhole(path: string, legacy: boolean, passed: Passed, store: ObjectStore | undefined): One | Promise<One> {
  const fd = openSync(pathBytes(path), constants.O_RDONLY);
  let isOpen = true;
  try {
    const stats = fstatSync(fd);
    if (!stats.isFile()) throw fault("EINVAL", `${path} is no file any more`);
    const isTrusted = isOld(stats);
    if (stats.size > smallBytes) {
      isOpen = false;
      return readBig(fd, { path, stats, legacy, passed, store });
    }
    const bytes = readSmall(fd, stats.size, path);
    passed(bytes.length);
    const md5 = legacy ? legacyMd5Of(bytes) : md5Of(bytes);
    if (store) keepBytes(md5, bytes, store);
    return { md5, stats, isTrusted };
  } finally {
    if (isOpen) closeSync(fd);
  }
}

function isOld(stats: Stats): boolean {
  return Math.max(stats.mtimeMs, stats.ctimeMs) < Date.now() - clockStep;
}

/** All of a file in the one buffer of this thread. One that grew over it meanwhile is told. */
function readSmall(fd: number, size: number, path: string): Buffer {
  small ??= Buffer.allocUnsafeSlow(smallBytes + 1);
  let length = 0;
  for (;;) {
    const asked = Math.min(small.length, Math.max(size + 1, length + 1)) - length;
    const got = readSync(fd, small, length, asked, length);
    length += got;
    // one byte more was asked for than there should be
    if (got === 0 || (length === size && got < asked)) return small.subarray(0, length);
    if (length > smallBytes) throw fault("EAGAIN", `${path} grew while it was read; try again when it is whole`);
  }
}

interface Big {
  readonly path: string;
  readonly stats: Stats;
  readonly legacy: boolean;
  readonly passed: Passed;
  readonly store: ObjectStore | undefined;
}

async function readBig(fd: number, { path, stats, legacy, passed, store }: Big): Promise<One> {
  try {
    // to read it twice costs more than to wait for the clock's next step
    let known = stats;
    while (!isOld(known) && Math.max(known.mtimeMs, known.ctimeMs) <= Date.now()) {
      await new Promise((resolve) => setTimeout(resolve, clockStep + 1));
      const again = fstatSync(fd);
      if (again.mtimeMs !== known.mtimeMs) {
        known = again;
        break;
      }
      known = again;
    }
    const isTrusted = isOld(known);
    if (!store) {
      const { md5 } = await hashBigFile(fd, undefined, { legacy, passed });
      return { md5, stats: known, isTrusted };
    }
    const fresh = freshName(store.fresh);
    const clone = cloned(path, fresh);
    const to = openSync(fresh, clone ? "r" : "wx", 0o600);
    try {
      const { md5 } = clone
        ? await hashBigFile(to, undefined, { legacy, passed })
        : await hashBigFile(fd, to, { legacy, passed });
      moveIn(fresh, to, md5, store);
      return { md5, stats: known, isTrusted };
    } finally {
      closeSync(to);
      rmSync(fresh, { force: true });
    }
  } finally {
    closeSync(fd);
  }
}

/** Disks that share blocks are told by the first try. */
const cannotClone = new Set<string>();
const cannotCloneFrom = new Set<string>();

function cloned(from: string, to: string): boolean {
  const disk = statSync(pathBytes(from)).dev.toString();
  if (cannotClone.has(disk)) return false;
  try {
    copyFileSync(pathBytes(from), pathBytes(to), constants.COPYFILE_EXCL | constants.COPYFILE_FICLONE_FORCE);
    return true;
  } catch (thrown) {
    const { code = "" } = thrown as NodeJS.ErrnoException;
    if (!unsupported.has(code)) throw thrown;
    cannotClone.add(disk);
    return false;
  }
}

const unsupported = new Set([
  "EPERM",
  "ENOTSUP",
  "EOPNOTSUPP",
  "EXDEV",
  "ENOTTY",
  "ENOSYS",
  "EINVAL",
  "EAGAIN",
  "EMLINK",
]);

function objectPath(store: ObjectStore, md5: string): string {
  return `${store.folder}/${md5.slice(0, 2)}/${md5.slice(2)}`;
}

function keepBytes(md5: string, bytes: Buffer, store: ObjectStore): void {
  const path = objectPath(store, md5);
  const there = lstatSync(path, { throwIfNoEntry: false });
  if (there && isGood(path, there, bytes)) return;
  const fresh = freshName(store.fresh);
  const fd = openSync(fresh, "wx", 0o444);
  try {
    writeWhole(fd, bytes);
    if (needsMode) fchmodSync(fd, 0o444);
  } catch (thrown) {
    unlinkSync(fresh);
    throw thrown;
  } finally {
    closeSync(fd);
  }
  rename(fresh, path, store);
}

/** An object that is not a file of the workspace: the list of a folder. */
export function keepText(name: string, bytes: Buffer, store: ObjectStore): void {
  keepBytes(name, bytes, store);
}

const mask = process.umask();
/** Under this umask a file is not made as everybody may read it. */
const needsMode = (mask & 0o444) !== 0;

function writeWhole(fd: number, bytes: Buffer): void {
  for (let at = 0; at < bytes.length; ) at += writeSync(fd, bytes, at, bytes.length - at, at);
}

/** The object that is there already is what it should be; a rotten one is written anew. */
function isGood(path: string, there: Stats, bytes: Buffer): boolean {
  if (there.size !== bytes.length) return false;
  const fd = openSync(path, "r");
  try {
    const own = Buffer.allocUnsafe(bytes.length);
    let length = 0;
    for (let got = -1; got !== 0 && length < own.length; length += got)
      got = readSync(fd, own, length, own.length - length, length);
    if (!own.equals(bytes)) return false;
    if ((there.mode & 0o777) !== 0o444) fchmodSync(fd, 0o444);
    return true;
  } finally {
    closeSync(fd);
  }
}

function moveIn(fresh: string, fd: number, md5: string, store: ObjectStore): void {
  fchmodSync(fd, 0o444);
  const path = objectPath(store, md5);
  const there = lstatSync(path, { throwIfNoEntry: false });
  // one that is rotten is healed; only what has a second name in a workspace stays, as that is a link to it
  if (there && there.nlink > 1 && there.size === fstatSync(fd).size && (there.mode & 0o777) === 0o444) return;
  rename(fresh, path, store);
}

/** The cache's folders are made when the first object comes. */
function rename(fresh: string, path: string, store: ObjectStore): void {
  try {
    renameSync(fresh, path);
  } catch (thrown) {
    if ((thrown as NodeJS.ErrnoException).code !== "ENOENT") throw thrown;
    makeFolder(path.slice(0, path.lastIndexOf("/")), store.isShared);
    renameSync(fresh, path);
  }
}

export function makeFolder(path: string, isShared: boolean): void {
  if (!isShared) {
    mkdirSync(path, { recursive: true });
    return;
  }
  if (existsSync(path)) return;
  makeFolder(path.slice(0, path.lastIndexOf("/")), true);
  mkdirSync(path, { recursive: true });
  chmodSync(path, 0o2775);
}

const threadMark = `${process.pid}-${Math.random().toString(36).slice(2, 8)}`;
const madeFresh = new Set<string>();

function removeFresh(): void {
  for (const folder of madeFresh) rmSync(folder, { recursive: true, force: true });
}

/** A name that no other thread takes, in a folder of this thread: two threads in one folder wait for each other. */
function freshName(folder: string): string {
  const own = `${folder}/${threadMark}`;
  if (!madeFresh.has(own)) {
    mkdirSync(own, { recursive: true });
    if (madeFresh.size === 0) process.once("exit", removeFresh);
    madeFresh.add(own);
  }
  return `${own}/${++last}`;
}

/** The workspace's file becomes the object, when it has no other name; what it holds is hashed after nobody finds it by the new name alone. */
async function keepByLink(path: string, store: ObjectStore, passed: Passed): Promise<One> {
  const stats = lstatSync(pathBytes(path));
  if (stats.isSymbolicLink() || stats.nlink > 1 || stats.size === 0)
    return readWhole(path, store.legacy, passed, store);
  const fresh = freshName(store.fresh);
  try {
    linkSync(pathBytes(path), fresh);
  } catch (thrown) {
    if (!unsupported.has((thrown as NodeJS.ErrnoException).code ?? "")) throw thrown;
    return readWhole(path, store.legacy, passed, store);
  }
  try {
    const one = await readWhole(fresh, store.legacy, passed, undefined);
    const object = objectPath(store, one.md5);
    const there = lstatSync(object, { throwIfNoEntry: false });
    if (there && there.size === one.stats.size && (there.mode & 0o777) === 0o444) return { ...one, isTrusted: false };
    chmodSync(fresh, 0o444);
    rename(fresh, object, store);
    return { ...one, stats: lstatSync(object), isTrusted: false };
  } finally {
    rmSync(fresh, { force: true });
  }
}

type Placing = Extract<Work, { kind: "place" }>;

async function place(work: Placing, at: number, path: string, passed: Passed): Promise<One> {
  const md5 = readHash(work.hashes, at);
  const object = objectPath(work.store, md5);
  for (const link of work.links) {
    const made = await placeBy(link, { work, at, path, md5, object, passed });
    if (made) return made;
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
  try {
    return openSync(object, "r");
  } catch (thrown) {
    if ((thrown as NodeJS.ErrnoException).code !== "ENOENT") throw thrown;
    throw fault("MISSING", `${path}: its object ${object} is missing`);
  }
}

/** Read, hashed, written beside and moved in: a rotten object never gets the file's name. */
async function placeCopy(one: PlaceOf): Promise<One> {
  const { work, md5, passed } = one;
  const from = openObject(one);
  try {
    const { size } = fstatSync(from);
    const fresh = freshName(work.fresh);
    const to = openSync(fresh, "wx", work.isExec ? 0o777 : 0o666);
    try {
      let found: string;
      if (size > smallBytes) found = (await hashBigFile(from, to, { legacy: work.store.legacy, passed })).md5;
      else {
        const bytes = readSmall(from, size, one.object);
        found = work.store.legacy ? legacyMd5Of(bytes) : md5Of(bytes);
        if (found === md5) writeWhole(to, bytes);
        passed(bytes.length);
      }
      if (found !== md5) throw rotten(one, found);
      return finish(one, fresh, to);
    } catch (thrown) {
      rmSync(fresh, { force: true });
      throw thrown;
    } finally {
      closeSync(to);
    }
  } finally {
    closeSync(from);
  }
}

async function placeClone(one: PlaceOf): Promise<One | undefined> {
  const { work, md5, passed } = one;
  if (cannotCloneFrom.has(work.store.folder)) return undefined;
  closeSync(openObject(one));
  const fresh = freshName(work.fresh);
  if (!cloned(one.object, fresh)) {
    cannotCloneFrom.add(work.store.folder);
    return undefined;
  }
  chmodSync(fresh, (work.isExec ? 0o777 : 0o666) & ~mask);
  const fd = openSync(fresh, "r+");
  try {
    const found = (await hashBigFile(fd, undefined, { legacy: work.store.legacy, passed })).md5;
    if (found !== md5) throw rotten(one, found);
    return finish(one, fresh, fd);
  } catch (thrown) {
    rmSync(fresh, { force: true });
    throw thrown;
  } finally {
    closeSync(fd);
  }
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
    if (found !== md5) throw rotten(one, found);
    if ((fstatSync(fd).mode & 0o777) !== 0o444) fchmodSync(fd, 0o444);
  } finally {
    closeSync(fd);
  }
  const fresh = freshName(work.fresh);
  try {
    if (link === "hardlink") linkSync(object, fresh);
    else symlinkSync(object, fresh);
  } catch (thrown) {
    if (!unsupported.has((thrown as NodeJS.ErrnoException).code ?? "")) throw thrown;
    return undefined;
  }
  if (work.isExec && link === "hardlink") chmodSync(fresh, 0o544);
  checkReplaced(work, at, path);
  renameSync(pathBytes(fresh), pathBytes(path));
  // two names of one file stay two when one is renamed over the other
  rmSync(fresh, { force: true });
  return { md5, stats: statSync(pathBytes(path)), isTrusted: false };
}

function hashSmall(bytes: Buffer, legacy: boolean, passed: Passed): string {
  passed(bytes.length);
  return legacy ? legacyMd5Of(bytes) : md5Of(bytes);
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

function fault(code: string, message: string): NodeJS.ErrnoException {
  return Object.assign(new Error(message), { code });
}
