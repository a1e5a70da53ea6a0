import { existsSync, readFileSync, renameSync, rmSync, statSync, writeFileSync } from "node:fs";
import { open, readFile } from "node:fs/promises";
import { type S3Address, s3Url } from "./address";
import type { Copying } from "./download";
import { type Pieces, piecesOf, someAtOnce } from "./pieces";
import type { S3, S3Part } from "./s3";

/** Whether something may be written there, asked before the work: an upload is begun and taken back. */
export async function checkWritable(s3: S3, at: S3Address, signal: AbortSignal): Promise<void> {
  const id = await s3.begin(at, signal);
  await s3.abort(at, id);
}

/**
 * The file as an object, which appears as a whole. What fails is taken back; what is killed leaves `<path>.upload`, by
 * which the next time goes on with the parts that are there.
 */
export async function upload(s3: S3, at: S3Address, path: string, copying: Copying): Promise<void> {
  const { size: total } = statSync(path);
  const pieces = piecesOf(total);
  copying.report(0, total);
  if (pieces.count <= 1) await s3.put(at, await readFile(path), copying.signal);
  else await inParts(s3, at, path, { pieces, ...copying, total });
  copying.report(total, total);
}

interface Parts extends Copying {
  readonly pieces: Pieces;
  readonly total: number;
}

async function inParts(s3: S3, at: S3Address, path: string, { pieces, total, report, signal }: Parts): Promise<void> {
  const notes = `${path}.upload`;
  const { id, parts } = (await begun(s3, at, path, signal)) ?? { id: await s3.begin(at, signal), parts: [] };
  note(notes, { id, stamp: stampOf(at, path) });
  const sizeOf = (index: number) => pieces.to(index) - pieces.from(index);
  const there: S3Part[] = parts.filter(({ number, bytes }) => bytes === sizeOf(number - 1));
  const known = new Set(there.map(({ number }) => number - 1));
  const left = Array.from({ length: pieces.count }, (_, i) => i).filter((i) => !known.has(i));
  let copied = total - left.reduce((sum, index) => sum + sizeOf(index), 0);
  report(copied, total);
  const file = await open(path, "r");
  try {
    await someAtOnce(left, pieces.atOnce, async (index) => {
      signal.throwIfAborted();
      const body = Buffer.alloc(sizeOf(index));
      const { bytesRead } = await file.read(body, 0, body.length, pieces.from(index));
      if (bytesRead < body.length) throw new Error(`${path} became shorter`);
      there.push(await s3.part(at, id, index + 1, body, signal));
      copied += body.length;
      report(copied, total);
    });
    await s3.complete(at, id, there, signal);
  } catch (error) {
    const isGone = await s3.abort(at, id).then(
      () => true,
      () => false, // the store cannot be reached: the next time goes on with it
    );
    if (isGone) rmSync(notes, { force: true });
    throw error;
  } finally {
    await file.close();
  }
  rmSync(notes, { force: true });
}

interface Note {
  readonly id: string;
  readonly stamp: string;
}

function note(path: string, what: Note): void {
  writeFileSync(`${path}.new`, JSON.stringify(what));
  renameSync(`${path}.new`, path);
}

/** The upload of this very file that an earlier process began, if the store still knows it. */
async function begun(s3: S3, at: S3Address, path: string, signal: AbortSignal) {
  const notes = `${path}.upload`;
  if (!existsSync(notes)) return undefined;
  const { id, stamp } = JSON.parse(readFileSync(notes, "utf8")) as Note;
  const parts = await s3.parts(at, id, signal);
  if (parts === undefined || stamp === stampOf(at, path)) return parts && { id, parts };
  await s3.abort(at, id);
  return undefined;
}

function stampOf(at: S3Address, path: string): string {
  const { size, mtimeMs } = statSync(path);
  return `${s3Url(at)} ${size} ${mtimeMs}`;
}
