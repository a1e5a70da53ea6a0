import { chmodSync, mkdirSync, renameSync, rmSync, utimesSync } from "node:fs";
import { dirname, join } from "node:path";
import { codeOf } from "../../kernel/home";
import type { S3Address } from "../../kernel/s3/address";
import { download } from "../../kernel/s3/download";
import type { Started, WireStore } from "../../kernel/s3/wireStore";
import { chunksOf, md5OfFile } from "../files/chunks";
import { copyFile } from "../files/copyFile";
import type { Outcome } from "../files/fileWork";
import { legacyMd5 } from "../files/hashBytes";
import { makeFolder } from "../files/ownName";
import type { ObjectCopy } from "./remote";

export interface LargeGet {
  readonly store: WireStore;
  readonly at: S3Address;
  readonly notes: string;
  readonly copy: ObjectCopy;
  readonly got: Started;
  readonly signal: AbortSignal | undefined;
  /** cache.shared=group. */
  readonly shared?: boolean;
}

const never = new AbortController().signal;

/** In pieces, some at once, into a file beside the cache: what was killed goes on with the pieces that are missing. */
export async function getLarge({
  store,
  at,
  notes,
  copy,
  got,
  signal = never,
  shared = false,
}: LargeGet): Promise<Outcome> {
  mkdirSync(notes, { recursive: true });
  const waiting = join(notes, copy.name.replaceAll("/", "-"));
  const object = { key: at.key, bytes: got.total, etag: got.etag };
  await download(store, at, object, waiting, { report: () => undefined, signal, first: got.body });
  const outcome = place(waiting, copy, got.total, shared);
  rmSync(waiting, { force: true });
  return outcome;
}

/** What was fetched into `waiting` as the object, if it is what its name says. */
export function place(waiting: string, copy: ObjectCopy, bytes: number, shared = false): Outcome {
  if (copy.md5 !== undefined) {
    const md5 = md5OfFile(waiting);
    if (md5 !== copy.md5 && !(copy.legacy && legacyMd5(chunksOf(waiting)) === copy.md5)) return { kind: "rotten", md5 };
  }
  try {
    makeFolder(dirname(copy.path), shared);
    chmodSync(waiting, 0o444);
    utimesSync(waiting, new Date(), new Date());
    renameSync(waiting, copy.path);
    return { kind: "done", bytes };
  } catch (error) {
    if (codeOf(error) !== "EXDEV") throw error;
    return copyFile({ from: waiting, to: copy.path, md5: copy.md5, legacy: copy.legacy }, shared);
  }
}
