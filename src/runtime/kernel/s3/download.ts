import { existsSync, readFileSync, renameSync, rmSync, statfsSync, writeFileSync } from "node:fs";
import { open, rename } from "node:fs/promises";
import { dirname } from "node:path";
import { formatBytes } from "../../../shared/format";
import { type S3Address, s3Url } from "./address";
import { piecesOf, someAtOnce } from "./pieces";
import { type S3, S3Fault, type S3Object } from "./s3";

export interface Copying {
  report(done: number, total: number): void;
  readonly signal: AbortSignal;
  /** The first piece, where it is known already. */
  readonly first?: Uint8Array;
}

/**
 * A copy of the object, which has its name once it is whole. What was stopped leaves `<path>.part`, and beside it a list
 * of the pieces that are on the disk; the next time only the others are fetched.
 */
export async function download(s3: S3, at: S3Address, object: S3Object, path: string, copying: Copying): Promise<void> {
  const { report, signal, first } = copying;
  const [growing, notes] = [`${path}.part`, `${path}.pieces`];
  const { bytes: total, etag } = object;
  const pieces = piecesOf(total);
  const head = JSON.stringify({ etag, total, piece: pieces.bytes });
  const kept = existsSync(growing) ? readNotes(notes, head) : undefined;
  const done = kept ?? new Set<number>();
  if (kept === undefined) rmSync(growing, { force: true });
  writeFileSync(`${notes}.new`, [head, ...done, ""].join("\n")); // behind a torn number the next one would make a third
  renameSync(`${notes}.new`, notes);
  const left = Array.from({ length: pieces.count }, (_, i) => i).filter((i) => !done.has(i));
  const sizeOf = (index: number) => pieces.to(index) - pieces.from(index);
  const missing = left.reduce((sum, index) => sum + sizeOf(index), 0);
  checkSpace(at, path, missing);
  let copied = total - missing;
  report(copied, total);
  const file = await open(growing, kept === undefined ? "wx" : "r+");
  const list = await open(notes, "a");
  try {
    await someAtOnce(left, pieces.atOnce, async (index) => {
      signal.throwIfAborted();
      const [from, to] = [pieces.from(index), pieces.to(index)];
      const bytes = index === 0 && first?.length === to ? first : await s3.read(at, { from, to, etag }, signal);
      for (let put = 0; put < bytes.length; )
        put += (await file.write(bytes, put, bytes.length - put, from + put)).bytesWritten;
      await file.datasync(); // before it is noted
      await list.appendFile(`${index}\n`);
      copied += to - from;
      report(copied, total);
    });
  } finally {
    await file.close();
    await list.close();
  }
  await rename(growing, path);
  rmSync(notes, { force: true });
}

/** The pieces that are there; undefined: of another version, or cut in another way. */
function readNotes(path: string, head: string): Set<number> | undefined {
  if (!existsSync(path)) return undefined;
  const [first, ...rest] = readFileSync(path, "utf8").split("\n");
  // the last is empty, or torn
  return first === head ? new Set(rest.slice(0, -1).map(Number)) : undefined;
}

function checkSpace(at: S3Address, path: string, bytes: number): void {
  const { bavail, bsize } = statfsSync(dirname(path));
  if (bavail * bsize < bytes)
    throw new S3Fault(
      s3Url(at),
      `needs ${formatBytes(bytes)} of disk while it is worked on; ${dirname(path)} has ${formatBytes(bavail * bsize)}`,
    );
}
