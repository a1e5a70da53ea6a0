import { spawn } from "node:child_process";
import { createHash } from "node:crypto";
import { closeSync, openSync, statSync } from "node:fs";
import { ApiError } from "../../../shared/apiError";
import { gitAddress, shownUrl } from "../../kernel/gitAddress";
import { chunksOf } from "../files/chunks";
import type { OtherRevision } from "./revision";

/** What git keeps of a file whose bytes Git LFS has. */
export interface LargePointer {
  readonly sha256: string;
  readonly size: number;
}

/** Longer than any pointer is. */
export const pointerBytes = 1024;

/** As https://github.com/git-lfs/git-lfs/blob/main/docs/spec.md has it; undefined for what is a file itself. */
export function readPointer(bytes: Buffer): LargePointer | undefined {
  if (bytes.length >= pointerBytes) return undefined;
  const text = bytes.toString("latin1");
  if (!/^version https:\/\/(?:git-lfs|hawser)\.github\.com\/spec\/v\d+\r?\n/.test(text)) return undefined;
  const sha256 = /^oid sha256:([0-9a-f]{64})\r?$/m.exec(text)?.[1];
  const size = /^size (\d+)\r?$/m.exec(text)?.[1];
  return sha256 === undefined || size === undefined ? undefined : { sha256, size: Number(size) };
}

export interface LargeFile {
  readonly revision: OtherRevision;
  /** In the other repository. */
  readonly path: string;
  readonly pointer: Buffer;
}

/** The bytes behind a pointer into a new file, by the person's own git-lfs; their md5. Throws where they are not to be had. */
export async function bringLarge({ revision, path, pointer }: LargeFile, to: string): Promise<string> {
  const wanted = readPointer(pointer);
  const refuse = (why: string): never => {
    throw new ApiError("INVALID_STATE", `${revision.url}: ${path} is kept by Git LFS, ${shownUrl(why)}`);
  };
  const { code, err } = await smudge(revision, path, pointer, to);
  if (code !== 0)
    refuse(/not a git command/.test(err) ? "and git-lfs is not installed here" : `which says: ${lastLine(err)}`);
  const [sha256, md5] = [createHash("sha256"), createHash("md5")];
  for (const part of chunksOf(to)) {
    sha256.update(part);
    md5.update(part);
  }
  if (statSync(to).size !== wanted?.size || sha256.digest("hex") !== wanted.sha256)
    refuse(lastLine(err) === "" ? "which gave another file" : `which says: ${lastLine(err)}`);
  return md5.digest("hex");
}

function smudge(
  { gitDir, address }: OtherRevision,
  path: string,
  pointer: Buffer,
  to: string,
): Promise<{ readonly code: number; readonly err: string }> {
  const { url, options, env } = gitAddress(address ?? "");
  // git-lfs asks the server that `origin` is; a repository of this machine knows its own
  const origin = address === undefined ? [] : ["-c", `remote.origin.url=${url}`];
  const own = { ...process.env, ...env, GIT_TERMINAL_PROMPT: "0", GIT_LFS_SKIP_SMUDGE: "0", LC_ALL: "C" };
  const file = openSync(to, "wx", 0o600);
  return new Promise((resolve, reject) => {
    const words = [...options, ...origin, `--git-dir=${gitDir}`, "lfs", "smudge", "--", path];
    const child = spawn("git", words, { cwd: gitDir, env: own, stdio: ["pipe", file, "pipe"] });
    closeSync(file);
    let err = "";
    child.stderr?.on("data", (part: Buffer) => {
      err = `${err}${part.toString("utf8")}`.slice(-10_000);
    });
    child.stdin?.on("error", () => undefined); // it may end before it has read everything
    child.on("error", reject);
    child.on("close", (code) => resolve({ code: code ?? 1, err }));
    child.stdin?.end(pointer);
  });
}

function lastLine(text: string): string {
  return text.trim().split("\n").at(-1) ?? "";
}
