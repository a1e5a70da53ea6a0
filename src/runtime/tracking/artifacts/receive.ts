import { type FileHandle, open, unlink } from "node:fs/promises";
import { Readable } from "node:stream";
import { ApiError } from "../../../shared/apiError";
import { createTurns } from "./turns";

const batchBytes = 1024 * 1024;
/** A sender of tiny pieces must not make us hold a million of them. */
const batchParts = 512;
/** Written data is handed to the disk this often, so that the last sync has little left to do. */
const syncEvery = 32 * 1024 * 1024;

/**
 * Long work on the disk is done one piece after the other, however many uploads come in: the few threads that node has
 * for files also carry the journal, and somebody's training run waits for that.
 */
const writing = createTurns();
const syncing = createTurns();

/** All of `content` in a new file at `path`, on disk; or an error and no file. Returns its size. */
export async function receive(content: Readable | Uint8Array, path: string): Promise<number> {
  const file = await open(path, "wx", 0o644);
  try {
    const size = content instanceof Readable ? await drain(content, file) : await writeAll(file, [content]);
    await (size < batchBytes ? file.datasync() : syncing(() => file.datasync()));
    await file.close();
    return size;
  } catch (error) {
    await file.close();
    await unlink(path);
    throw error;
  }
}

/** One batch is written while the next one comes in; no more than two are held. */
async function drain(source: Readable, file: FileHandle): Promise<number> {
  const writer = createWriter(file);
  let batch: Uint8Array[] = [];
  let size = 0;
  for await (const part of parts(source)) {
    batch.push(part);
    size += part.byteLength;
    if (size < batchBytes && batch.length < batchParts) continue;
    await writer.write(batch);
    batch = [];
    size = 0;
  }
  await writer.write(batch);
  return writer.end();
}

async function* parts(source: Readable): AsyncIterable<Uint8Array> {
  const pieces = source[Symbol.asyncIterator]() as AsyncIterator<Uint8Array>;
  while (true) {
    const next = await pieces.next().catch((error: unknown) => {
      const why = error instanceof Error ? error.message : String(error);
      throw new ApiError("BAD_REQUEST", `The upload broke off (${why}); nothing of it was kept`);
    });
    if (next.done) return;
    yield next.value;
  }
}

function createWriter(file: FileHandle) {
  let failure: unknown;
  const keep = (error: unknown): void => {
    failure ??= error;
  };
  let batch = Promise.resolve();
  let sync: Promise<void> | undefined;
  let written = 0;
  let handedOver = 0;
  const settle = async (): Promise<void> => {
    await batch;
    if (failure !== undefined) throw failure;
  };
  const put = async (parts: readonly Uint8Array[]): Promise<void> => {
    written += await writeAll(file, parts);
    if (written - handedOver < syncEvery || sync) return;
    handedOver = written;
    sync = syncing(() => file.datasync())
      .catch(keep)
      .finally(() => {
        sync = undefined;
      });
  };
  return {
    /** Resolves when the batch before has been written. */
    async write(parts: readonly Uint8Array[]): Promise<void> {
      await settle();
      batch = writing(() => put(parts)).catch(keep);
    },
    async end(): Promise<number> {
      await settle();
      await sync;
      await settle();
      return written;
    },
  };
}

async function writeAll(file: FileHandle, parts: readonly Uint8Array[]): Promise<number> {
  const size = parts.reduce((sum, part) => sum + part.byteLength, 0);
  if (size === 0) return 0;
  let { bytesWritten } = await file.writev([...parts]);
  if (bytesWritten === size) return size;
  // rare: the disk took a part; the rest in one piece
  const whole = Buffer.concat(parts);
  while (bytesWritten < size) bytesWritten += (await file.write(whole, bytesWritten)).bytesWritten;
  return size;
}
