import { chmodSync, closeSync, openSync, renameSync } from "node:fs";
import { dirname } from "node:path";
import { codeOf } from "../../kernel/home";
import { chunkBytes, chunksOf, nextChunk } from "./chunks";
import { cloned } from "./clone";
import type { FileCopy, Outcome, Work } from "./fileWork";
import { legacyMd5, md5Of, newMd5 } from "./hashBytes";
import { type FreshPlace, objectMode, placeIn, writeWhole } from "./wholeFile";
import { writeBytes } from "./writeBytes";

type Copying = Extract<Work, { kind: "copy" }>;

/** Each file as a whole or not at all: under a name of its own first, then renamed. */
export function copyMany({ copies, shared, fresh }: Copying): Outcome[] {
  const place = fresh === undefined ? undefined : placeIn(fresh);
  return copies.map((copy) => copyFile(copy, shared, place));
}

export function copyFile(copy: FileCopy, shared = false, place?: FreshPlace): Outcome {
  let source: number;
  try {
    source = openSync(copy.from, "r");
  } catch (error) {
    return ["ENOENT", "ENOTDIR"].includes(codeOf(error) ?? "") ? { kind: "missing" } : failed(error, copy.from);
  }
  try {
    const first = nextChunk(source);
    if (first.length < chunkBytes) return copySmall(copy, first, shared, place);
    return copyLarge(copy, source, first, shared);
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
  writeWhole(copy.to, shared, (file) => writeBytes(file, bytes), place);
  return { kind: "done", bytes: bytes.length };
}

class Rotten extends Error {
  constructor(readonly md5: string) {
    super(md5);
  }
}

function copyLarge(copy: FileCopy, source: number, first: Uint8Array, shared: boolean): Outcome {
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
      for (let part = first; part.length > 0; part = nextChunk(source)) {
        sum.update(part);
        writeBytes(file, part);
        bytes += part.length;
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
