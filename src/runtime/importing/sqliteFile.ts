import { open, stat } from "node:fs/promises";
import { setTimeout as sleep } from "node:timers/promises";
import { invalid } from "../../shared/apiError";

const tries = 100;
const pauseMs = 20;

/** The bytes of a SQLite file between two writes of whoever is writing it. */
export async function readSqliteFile(path: string): Promise<Uint8Array> {
  for (let i = 0; i < tries; i++) {
    if (!(await hasBytes(`${path}-journal`))) {
      const bytes = await readUnchanged(path);
      if (bytes && !(await hasBytes(`${path}-journal`))) return bytes;
    }
    await sleep(pauseMs);
  }
  return invalid(
    `${path}: a write to it is under way or was cut off (${path}-journal is there); try again when the script has ended, or open it once with mlflow so that it is repaired`,
  );
}

/** Undefined when the file changed meanwhile: SQLite counts its commits in bytes 24 to 27. */
async function readUnchanged(path: string): Promise<Uint8Array | undefined> {
  const file = await open(path);
  try {
    const bytes = await file.readFile();
    if (bytes.length > 0 && bytes.toString("latin1", 0, 15) !== "SQLite format 3")
      invalid(`${path}: not a SQLite file`);
    if (bytes[18] === 2 && (await hasBytes(`${path}-wal`)))
      invalid(
        `${path}: has changes in ${path}-wal that are not in the file yet; close the program that writes it, or run 'PRAGMA wal_checkpoint' on it`,
      );
    const counter = Buffer.alloc(4);
    await file.read(counter, 0, 4, 24);
    const { size } = await file.stat();
    return size === bytes.length && counter.equals(bytes.subarray(24, 28)) ? bytes : undefined;
  } finally {
    await file.close();
  }
}

async function hasBytes(path: string): Promise<boolean> {
  return stat(path).then(
    (found) => found.size > 0,
    () => false,
  );
}
