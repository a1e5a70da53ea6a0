import { spawn } from "node:child_process";
import { createHash, type Hash } from "node:crypto";
import { closeSync, mkdirSync, openSync, renameSync, rmSync } from "node:fs";
import { dirname, join } from "node:path";
import { ApiError } from "../../../shared/apiError";
import { writeAll } from "../files/copyFile";
import { makeFolder } from "../files/ownName";
import type { CachePlaces } from "../remotes/cacheObjects";
import { objectOf } from "../remotes/cacheObjects";

export interface KeptBlob {
  readonly md5: string;
  readonly size: number;
}

/** Files of git into a cache, through one git and in one pass; what each hashes to. */
export function keepBlobs(
  gitDir: string,
  blobs: readonly string[],
  places: CachePlaces,
): Promise<Map<string, KeptBlob>> {
  const kept = new Map<string, KeptBlob>();
  const wanted = [...new Set(blobs)];
  if (wanted.length === 0) return Promise.resolve(kept);
  const writer = blobWriter(places, kept);
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
      if (fault !== undefined) return reject(fault);
      if (kept.size === wanted.length) return resolve(kept);
      reject(new ApiError("INVALID_STATE", `${gitDir}: git has not ${wanted.find((each) => !kept.has(each))}`));
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
}

/** `id type size` and a line break, the bytes, a line break: one after another. */
function blobWriter(places: CachePlaces, kept: Map<string, KeptBlob>) {
  const folder = join(places.cacheFolder, "files/md5");
  let head = "";
  let open: Open | undefined;
  let skip = 0;
  mkdirSync(folder, { recursive: true });

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
    };
    if (open.left === 0) finish(open);
  }
  function finish({ blob, size, path, file, sum }: Open): void {
    closeSync(file);
    open = undefined;
    skip = 1;
    const md5 = sum.digest("hex");
    const to = join(places.cacheFolder, objectOf({ md5 }, blob).name);
    makeFolder(dirname(to), places.shared);
    renameSync(path, to);
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
          writeAll(open.file, piece);
          open.sum.update(piece);
          open.left -= piece.length;
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
