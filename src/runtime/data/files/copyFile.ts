import {
  chmodSync,
  closeSync,
  fchmodSync,
  mkdirSync,
  openSync,
  readSync,
  renameSync,
  rmSync,
  statSync,
  writeSync,
} from "node:fs";
import { dirname } from "node:path";
import { threadId } from "node:worker_threads";
import { cloned } from "./clone";
import type { FileCopy, Outcome, Work } from "./fileWork";
import { legacyMd5, md5Of, newMd5 } from "./hashBytes";
import { makeFolder } from "./ownName";

const objectMode = 0o444;
const takesAway = (process.umask() & objectMode) !== 0;
const chunk = 1024 * 1024;
const scratch = Buffer.allocUnsafeSlow(chunk);
let written = 0;

type Copying = Extract<Work, { kind: "copy" }>;

/** Each file as a whole or not at all: under a name of its own first, then renamed. */
export function copyMany({ copies, shared, fresh }: Copying): Outcome[] {
  const place = fresh === undefined ? undefined : placeIn(fresh);
  return copies.map((copy) => copyFile(copy, shared, place));
}

/** A folder for files that are not whole yet, of this thread alone: two threads in one folder wait for each other. */
export interface FreshPlace {
  readonly fresh: string;
  readonly folder: string;
  readonly disk: number;
  /** Whether what is made here may be moved there, by folder. */
  readonly near: Map<string, boolean>;
}

/** Of a folder: what is made in it is its group's, and what is moved into it is not. */
const givesGroup = 0o2000;

let place: FreshPlace | undefined;

export function placeIn(fresh: string): FreshPlace {
  if (place?.fresh === fresh) return place;
  const folder = `${fresh}/${process.pid}-${threadId}`;
  mkdirSync(folder, { recursive: true });
  place = { fresh, folder, disk: statSync(folder).dev, near: new Map() };
  return place;
}

function isNear({ near, disk }: FreshPlace, folder: string, shared: boolean): boolean {
  let known = near.get(folder);
  if (known === undefined) {
    makeFolder(folder, shared);
    const stats = statSync(folder);
    known = stats.dev === disk && (stats.mode & givesGroup) === 0;
    near.set(folder, known);
  }
  return known;
}

export function copyFile(copy: FileCopy, shared = false, place?: FreshPlace): Outcome {
  let source: number;
  try {
    source = openSync(copy.from, "r");
  } catch (error) {
    return isCode(error, "ENOENT") || isCode(error, "ENOTDIR") ? { kind: "missing" } : failed(error, copy.from);
  }
  try {
    const length = fill(source, scratch);
    if (length < chunk) return copySmall(copy, scratch.subarray(0, length), shared, place);
    return copyLarge(copy, source, shared);
  } catch (error) {
    return failed(error, copy.to);
  } finally {
    closeSync(source);
  }
}

function copySmall(copy: FileCopy, bytes: Uint8Array, shared: boolean, place: FreshPlace | undefined): Outcome {
  if (copy.md5 !== undefined) {
    const md5 = md5Of(bytes);
    if (md5 !== copy.md5 && !(copy.legacy && legacyMd5([bytes]) === copy.md5)) return { kind: "rotten", md5 };
  }
  writeWhole(copy.to, shared, (file) => writeAll(file, bytes), place);
  return { kind: "done", bytes: bytes.length };
}

class Rotten extends Error {
  constructor(readonly md5: string) {
    super(md5);
  }
}

function copyLarge(copy: FileCopy, source: number, shared: boolean): Outcome {
  let bytes = 0;
  const check = (digest: string, path: string) => {
    if (copy.md5 === undefined || digest === copy.md5) return;
    if (copy.legacy && legacyMd5(chunksOf(path)) === copy.md5) return;
    throw new Rotten(digest);
  };
  try {
    writeWhole(copy.to, shared, (file, own) => {
      if (clonedAs(own, copy.from)) {
        const sum = newMd5();
        for (const part of chunksOf(own)) {
          sum.update(part);
          bytes += part.length;
        }
        return check(sum.digest("hex"), own);
      }
      const sum = newMd5();
      for (let length = chunk; length > 0; length = fill(source, scratch)) {
        const part = scratch.subarray(0, length);
        sum.update(part);
        writeAll(file, part);
        bytes += length;
      }
      return check(sum.digest("hex"), copy.from);
    });
  } catch (error) {
    if (error instanceof Rotten) return { kind: "rotten", md5: error.md5 };
    throw error;
  }
  return { kind: "done", bytes };
}

/** A clone has the rights of its source. */
function clonedAs(own: string, from: string): boolean {
  const clone = `${own}c`;
  if (!cloned(from, clone)) return false;
  chmodSync(clone, objectMode);
  renameSync(clone, own);
  return true;
}

/** The file appears under its name when `write` is through. */
export function writeWhole(
  path: string,
  shared: boolean,
  write: (file: number, own: string) => void,
  place?: FreshPlace,
): void {
  const folder = dirname(path);
  const beside = place && isNear(place, folder, shared) ? place.folder : folder;
  const own = `${beside}/.tidemark-${process.pid}-${threadId}-${written++}.tmp`;
  let file = openNew(own, beside, shared);
  try {
    write(file, own);
    // as dvc: whatever the umask takes away
    if (takesAway) fchmodSync(file, objectMode);
    closeSync(file);
    file = -1;
    renameSync(own, path);
  } catch (error) {
    if (file >= 0) closeSync(file);
    rmSync(own, { force: true });
    throw error;
  }
}

function openNew(own: string, folder: string, shared: boolean): number {
  try {
    return openSync(own, "wx", objectMode);
  } catch (error) {
    if (!isCode(error, "ENOENT")) throw error;
    makeFolder(folder, shared);
    return openSync(own, "wx", objectMode);
  }
}

export function md5OfFile(path: string): string {
  const sum = newMd5();
  for (const part of chunksOf(path)) sum.update(part);
  return sum.digest("hex");
}

/** Reads until the buffer is full or the file ends. */
function fill(file: number, buffer: Buffer): number {
  let length = 0;
  for (let got = -1; got !== 0 && length < buffer.length; length += got)
    got = readSync(file, buffer, length, buffer.length - length, null);
  return length;
}

export function writeAll(file: number, bytes: Uint8Array): void {
  for (let put = 0; put < bytes.length; ) put += writeSync(file, bytes, put, bytes.length - put);
}

/** The same buffer each time. */
export function* chunksOf(path: string): Generator<Uint8Array> {
  const file = openSync(path, "r");
  try {
    for (let length = fill(file, scratch); length > 0; length = fill(file, scratch)) yield scratch.subarray(0, length);
  } finally {
    closeSync(file);
  }
}

function failed(error: unknown, path: string): Outcome {
  if (!(error instanceof Error) || !("code" in error)) throw error;
  const code = String(error.code);
  const stop = { stop: ["ENOSPC", "EDQUOT", "EROFS"].includes(code) };
  return { kind: "failed", why: whyOf(code, path, error.message), ...stop };
}

function whyOf(code: string, path: string, message: string): string {
  if (code === "ENOSPC" || code === "EDQUOT") return `no space left where ${dirname(path)} is`;
  if (code === "EACCES" || code === "EPERM") return `${path} may not be read or written`;
  if (code === "EROFS") return `${dirname(path)} can only be read`;
  if (code === "ENAMETOOLONG") return `${path} has too long a name`;
  return message;
}

function isCode(error: unknown, code: string): boolean {
  return error instanceof Error && "code" in error && error.code === code;
}
