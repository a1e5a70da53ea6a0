import {
  chmodSync,
  closeSync,
  constants,
  fchmodSync,
  fstatSync,
  linkSync,
  lstatSync,
  openSync,
  readSync,
  rmSync,
  type Stats,
  unlinkSync,
} from "node:fs";
import { hashBigFile } from "./bigFile";
import { pathBytes } from "./bytePaths";
import { cloned, isUnsupported } from "./clone";
import { fault } from "./fault";
import type { ObjectStore, One, Passed } from "./fileWork";
import { moveTo, ownName } from "./ownName";
import { hashSmall, isOld, readSmall, smallBytes } from "./smallFile";
import { clockStep } from "./walkTree";
import { writeBytes } from "./writeBytes";

/** Hashes a file and, with a store, keeps what was hashed; both from the bytes of one reading. */
export function readWhole(
  path: string,
  legacy: boolean,
  passed: Passed,
  store: ObjectStore | undefined,
): One | Promise<One> {
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
    const md5 = hashSmall(bytes, legacy, passed);
    if (store) keepBytes(md5, bytes, store);
    return { md5, stats, isTrusted };
  } finally {
    if (isOpen) closeSync(fd);
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
    const fresh = ownName(store.fresh);
    const clone = cloned(path, fresh);
    const to = openSync(fresh, clone ? "r" : "wx", 0o600);
    try {
      const { md5 } = clone
        ? await hashBigFile(to, undefined, { legacy, passed })
        : await hashBigFile(fd, to, { legacy, passed });
      await moveIn(fresh, to, md5, store);
      return { md5, stats: known, isTrusted };
    } finally {
      closeSync(to);
      rmSync(fresh, { force: true });
    }
  } finally {
    closeSync(fd);
  }
}

export function objectPath(store: ObjectStore, md5: string): string {
  return `${store.folder}/${md5.slice(0, 2)}/${md5.slice(2)}`;
}

export function keepBytes(md5: string, bytes: Buffer, store: ObjectStore): void {
  const path = objectPath(store, md5);
  const there = lstatSync(path, { throwIfNoEntry: false });
  if (!there || !isGood(path, there, bytes)) writeObject(md5, bytes, store);
}

/** Whatever is there now. */
export function writeObject(md5: string, bytes: Buffer, store: ObjectStore): void {
  const fresh = ownName(store.fresh);
  const fd = openSync(fresh, "wx", 0o444);
  try {
    writeBytes(fd, bytes);
    if (needsMode) fchmodSync(fd, 0o444);
  } catch (thrown) {
    unlinkSync(fresh);
    throw thrown;
  } finally {
    closeSync(fd);
  }
  moveTo(objectPath(store, md5), fresh, store.isShared);
}

/** Under this umask a file is not made as everybody may read it. */
const needsMode = (process.umask() & 0o444) !== 0;

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

async function moveIn(fresh: string, fd: number, md5: string, store: ObjectStore): Promise<void> {
  fchmodSync(fd, 0o444);
  if (await isLinkedWhole(md5, fstatSync(fd).size, store)) return;
  moveTo(objectPath(store, md5), fresh, store.isShared);
}

/**
 * The object that is there has a second name in a workspace, so that it has to stay; unless it is rotten, for which it is
 * read. What nobody has a link to is exchanged for what was just hashed.
 */
async function isLinkedWhole(md5: string, size: number, store: ObjectStore): Promise<boolean> {
  const path = objectPath(store, md5);
  const there = lstatSync(path, { throwIfNoEntry: false });
  if (!there || there.nlink === 1 || there.size !== size || (there.mode & 0o777) !== 0o444) return false;
  return (await readWhole(path, store.legacy, () => undefined, undefined)).md5 === md5;
}

/** The workspace's file becomes the object, when it has no other name; what it holds is hashed after nobody finds it by the new name alone. */
export async function keepByLink(path: string, store: ObjectStore, passed: Passed): Promise<One> {
  const stats = lstatSync(pathBytes(path));
  if (stats.isSymbolicLink() || stats.nlink > 1 || stats.size === 0)
    return readWhole(path, store.legacy, passed, store);
  const fresh = ownName(store.fresh);
  try {
    linkSync(pathBytes(path), fresh);
  } catch (thrown) {
    if (!isUnsupported(thrown)) throw thrown;
    return readWhole(path, store.legacy, passed, store);
  }
  try {
    const one = await readWhole(fresh, store.legacy, passed, undefined);
    const object = objectPath(store, one.md5);
    if (await isLinkedWhole(one.md5, one.stats.size, store)) return { ...one, isTrusted: false };
    chmodSync(fresh, 0o444);
    moveTo(object, fresh, store.isShared);
    return { ...one, stats: lstatSync(object), isTrusted: false };
  } finally {
    rmSync(fresh, { force: true });
  }
}
