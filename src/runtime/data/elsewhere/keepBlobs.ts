import { spawn } from "node:child_process";
import { createHash, type Hash } from "node:crypto";
import { chmodSync, closeSync, fchmodSync, openSync, rmSync, statSync } from "node:fs";
import { join } from "node:path";
import { ApiError } from "../../../shared/apiError";
import { makeFolder, moveTo } from "../files/ownName";
import { writeBytes } from "../files/writeBytes";
import type { CachePlaces } from "../remotes/cacheObjects";
import { objectOf } from "../remotes/cacheObjects";
import { bringLarge, type LargeFile, pointerBytes, readPointer } from "./largeFile";
import type { OtherRevision } from "./revision";

export interface KeptBlob {
  readonly md5: string;
  readonly size: number;
}

export interface GitFile {
  readonly blob: string;
  /** From the tree's root. */
  readonly path: string;
}

/** Files of git into a cache, and those that Git LFS keeps for it; what each hashes to. */
export async function keepBlobs(
  revision: OtherRevision,
  files: readonly GitFile[],
  places: CachePlaces,
): Promise<Map<string, KeptBlob>> {
  const kept = new Map<string, KeptBlob>();
  const pathOf = new Map(files.map(({ blob, path }) => [blob, path]));
  if (files.length === 0) return kept;
  const pointers = new Map<string, Buffer>();
  await takeBlobs(revision.gitDir, [...pathOf.keys()], blobWriter(places, kept, pointers));
  for (const [blob, pointer] of pointers)
    kept.set(blob, await keepLarge({ revision, path: pathOf.get(blob) ?? blob, pointer }, places));
  const left = [...pathOf.keys()].find((each) => !kept.has(each));
  if (left !== undefined) throw new ApiError("INVALID_STATE", `${revision.gitDir}: git has not ${left}`);
  return kept;
}

async function keepLarge(file: LargeFile, { cacheFolder, shared }: CachePlaces): Promise<KeptBlob> {
  const fresh = join(cacheFolder, "files/md5", `.tidemark-${process.pid}-large.tmp`);
  rmSync(fresh, { force: true });
  try {
    const md5 = await bringLarge(file, fresh);
    const { size } = statSync(fresh);
    chmodSync(fresh, 0o444);
    moveTo(join(cacheFolder, objectOf({ md5 }, md5).name), fresh, shared);
    return { md5, size };
  } finally {
    rmSync(fresh, { force: true });
  }
}

/** Through one git and in one pass. */
function takeBlobs(gitDir: string, wanted: readonly string[], writer: ReturnType<typeof blobWriter>): Promise<void> {
  return new Promise((resolve, reject) => {
    const child = spawn("git", [`--git-dir=${gitDir}`, "cat-file", "--batch"], { stdio: ["pipe", "pipe", "ignore"] });
    let fault: unknown;
    child.on("error", reject);
    child.stdin.on("error", () => undefined); // it may end before it has read everything
    child.stdout.on("data", (part: Buffer) => {
      if (fault !== undefined) return;
      try {
        writer.take(part);
      } catch (thrown) {
        fault = thrown;
        child.kill();
      }
    });
    child.on("close", () => {
      writer.close();
      if (fault === undefined) resolve();
      else reject(fault);
    });
    child.stdin.end(`${wanted.join("\n")}\n`);
  });
}

interface Open {
  readonly blob: string;
  readonly size: number;
  readonly path: string;
  readonly file: number;
  readonly sum: Hash;
  left: number;
  /** All of a file that is small enough for a pointer. */
  start: Buffer;
}

/** `id type size` and a line break, the bytes, a line break: one after another. */
function blobWriter(places: CachePlaces, kept: Map<string, KeptBlob>, pointers: Map<string, Buffer>) {
  const folder = join(places.cacheFolder, "files/md5");
  let head = "";
  let open: Open | undefined;
  let skip = 0;
  makeFolder(folder, places.shared);

  function begin(line: string): void {
    const [blob = "", type, size] = line.split(" ");
    if (type !== "blob") throw new ApiError("INVALID_STATE", `git has no file ${blob}`);
    const path = join(folder, `.tidemark-${process.pid}-${blob}.tmp`);
    rmSync(path, { force: true });
    open = {
      blob,
      size: Number(size),
      path,
      file: openSync(path, "wx", 0o444),
      sum: createHash("md5"),
      left: Number(size),
      start: Buffer.alloc(0),
    };
    fchmodSync(open.file, 0o444); // whatever the umask takes away
    if (open.left === 0) finish(open);
  }
  function finish({ blob, size, path, file, sum, start }: Open): void {
    closeSync(file);
    open = undefined;
    skip = 1;
    if (readPointer(start)) {
      rmSync(path);
      pointers.set(blob, start);
      return;
    }
    const md5 = sum.digest("hex");
    moveTo(join(places.cacheFolder, objectOf({ md5 }, blob).name), path, places.shared);
    kept.set(blob, { md5, size });
  }
  return {
    take(part: Buffer): void {
      for (let at = 0; at < part.length; ) {
        if (skip > 0) {
          skip--;
          at++;
        } else if (open) {
          const piece = part.subarray(at, at + open.left);
          writeBytes(open.file, piece);
          open.sum.update(piece);
          open.left -= piece.length;
          if (open.size < pointerBytes) open.start = Buffer.concat([open.start, piece]);
          at += piece.length;
          if (open.left === 0) finish(open);
        } else {
          const end = part.indexOf(10, at);
          head += part.toString("latin1", at, end < 0 ? part.length : end);
          at = end < 0 ? part.length : end + 1;
          if (end < 0) continue;
          const line = head;
          head = "";
          begin(line);
        }
      }
    },
    close(): void {
      if (!open) return;
      closeSync(open.file);
      rmSync(open.path, { force: true });
    },
  };
}
