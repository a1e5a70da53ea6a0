import { createReadStream, existsSync, mkdirSync } from "node:fs";
import { type FileHandle, open } from "node:fs/promises";
import { dirname } from "node:path";
import { createInterface } from "node:readline";

/** JSON lines that are only ever added. */
export interface Lines {
  /** Resolves once it is on disk; those who ask at the same time share the wait. */
  append(value: unknown): Promise<void>;
  /** Soon, and nobody waits for it. */
  note(value: unknown): void;
  close(): Promise<void>;
}

export async function openLines(path: string): Promise<Lines> {
  mkdirSync(dirname(path), { recursive: true, mode: 0o700 });
  const file = await open(path, "a", 0o600);
  let waiting: string[] = [];
  let writing: Promise<void> | undefined;
  let next: Promise<void> | undefined;
  let timer: NodeJS.Timeout | undefined;
  if ((await file.stat()).size > 0 && !(await endsWhole(path))) waiting.push("\n"); // a torn line stays one line

  const write = async () => {
    const text = waiting.join("");
    waiting = [];
    if (text === "") return;
    try {
      await file.appendFile(text);
      await file.datasync();
    } catch (error) {
      waiting.unshift("\n"); // some of it may be there: what follows begins its own line
      throw error;
    }
  };
  const flush = (): Promise<void> => {
    if (writing === undefined) {
      writing = write().finally(() => {
        writing = undefined;
      });
      return writing;
    }
    next ??= writing
      .catch(() => undefined)
      .then(() => {
        next = undefined;
        return flush();
      });
    return next;
  };
  return {
    append(value) {
      waiting.push(`${JSON.stringify(value)}\n`);
      return flush();
    },
    note(value) {
      waiting.push(`${JSON.stringify(value)}\n`);
      timer ??= setTimeout(() => {
        timer = undefined;
        flush().catch((error: unknown) => process.stderr.write(`${path}: ${String(error)}\n`));
      }, 200);
    },
    async close() {
      clearTimeout(timer);
      await flush();
      await file.close();
    },
  };
}

/** Lines that are no JSON, since a process died in the middle of one, are passed over. */
export async function readLines(path: string, take: (value: unknown) => void): Promise<void> {
  if (!existsSync(path)) return;
  for await (const line of createInterface({ input: createReadStream(path), crlfDelay: Number.POSITIVE_INFINITY })) {
    let value: unknown;
    try {
      value = JSON.parse(line);
    } catch {
      continue;
    }
    take(value);
  }
}

async function endsWhole(path: string): Promise<boolean> {
  const file: FileHandle = await open(path, "r");
  try {
    const { size } = await file.stat();
    const last = Buffer.alloc(1);
    await file.read(last, 0, 1, size - 1);
    return last.toString() === "\n";
  } finally {
    await file.close();
  }
}
