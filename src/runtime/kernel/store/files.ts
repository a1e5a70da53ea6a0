import {
  closeSync,
  copyFileSync,
  fdatasync,
  fdatasyncSync,
  fstatSync,
  fsyncSync,
  ftruncateSync,
  mkdirSync,
  openSync,
  readdirSync,
  readFileSync,
  readSync,
  renameSync,
  rmSync,
  statSync,
  write,
  writeSync,
} from "node:fs";
import { rm } from "node:fs/promises";

/** What the store asks of a disk. Tests put one in its place that fails, records or forgets what was not synced. */
export interface Files {
  /** Names in a folder; none when it does not exist. */
  list(folder: string): string[];
  makeFolder(folder: string): void;
  /** The whole file; undefined when it does not exist. */
  read(path: string): Buffer | undefined;
  /** In bytes; undefined when it does not exist. */
  size(path: string): number | undefined;
  /** A new file to write; fails when there is one already. */
  create(path: string): Handle;
  open(path: string, access: "read" | "write"): Handle;
  rename(from: string, to: string): void;
  remove(path: string): void;
  /** Taking a large file away takes its time. */
  removeLater(path: string): Promise<void>;
  copy(from: string, to: string): void;
  /** Makes created, renamed and removed names durable, where the system knows such a thing. */
  syncFolder(folder: string): void;
}

export interface Handle {
  readonly path: string;
  size(): number;
  /** Fills `into` from `position` on; fails when the file ends before. */
  read(into: Uint8Array, position: number): void;
  write(bytes: Uint8Array, position: number): void;
  sync(): void;
  writeLater(bytes: Uint8Array, position: number): Promise<void>;
  syncLater(): Promise<void>;
  truncate(length: number): void;
  /** False when somebody replaced or removed the file behind our back. */
  isStillAt(path: string): boolean;
  close(): void;
}

export const realFiles: Files = {
  list(folder) {
    return missingIs([], () => readdirSync(folder));
  },
  makeFolder(folder) {
    mkdirSync(folder, { recursive: true });
  },
  read(path) {
    return missingIs(undefined, () => readFileSync(path));
  },
  size(path) {
    return missingIs(undefined, () => statSync(path).size);
  },
  create(path) {
    return handleOf(openSync(path, "wx+"), path);
  },
  open(path, access) {
    return handleOf(openSync(path, access === "read" ? "r" : "r+"), path);
  },
  rename(from, to) {
    retryWhileBusy(() => renameSync(from, to));
  },
  remove(path) {
    retryWhileBusy(() => rmSync(path, { force: true }));
  },
  removeLater(path) {
    return rm(path, { force: true, maxRetries: 10 });
  },
  copy(from, to) {
    copyFileSync(from, to);
  },
  syncFolder(folder) {
    if (process.platform === "win32") return; // a folder cannot be opened there
    const fd = openSync(folder, "r");
    try {
      fsyncSync(fd);
    } finally {
      closeSync(fd);
    }
  },
};

function handleOf(fd: number, path: string): Handle {
  return {
    path,
    size: () => fstatSync(fd).size,
    read(into, position) {
      for (let done = 0; done < into.length; ) {
        const count = readSync(fd, into, done, into.length - done, position + done);
        if (count === 0) throw new Error(`${path} ends at byte ${position + done}`);
        done += count;
      }
    },
    write(bytes, position) {
      for (let done = 0; done < bytes.length; )
        done += writeSync(fd, bytes, done, bytes.length - done, position + done);
    },
    sync: () => fdatasyncSync(fd),
    async writeLater(bytes, position) {
      for (let done = 0; done < bytes.length; )
        done += await new Promise<number>((resolve, reject) =>
          write(fd, bytes, done, bytes.length - done, position + done, (error, count) =>
            error ? reject(error) : resolve(count),
          ),
        );
    },
    syncLater: () => new Promise((resolve, reject) => fdatasync(fd, (error) => (error ? reject(error) : resolve()))),
    truncate: (length) => ftruncateSync(fd, length),
    isStillAt(place) {
      const mine = fstatSync(fd);
      const there = missingIs(undefined, () => statSync(place));
      return there !== undefined && there.ino === mine.ino && there.dev === mine.dev;
    },
    close: () => closeSync(fd),
  };
}

export function codeOf(error: unknown): string | undefined {
  return error instanceof Error && "code" in error && typeof error.code === "string" ? error.code : undefined;
}

function missingIs<T>(instead: T, look: () => T): T {
  try {
    return look();
  } catch (error) {
    if (codeOf(error) === "ENOENT") return instead;
    throw error;
  }
}

/** On Windows a virus scanner holds fresh files for some milliseconds. */
function retryWhileBusy(act: () => void): void {
  for (let tries = 0; ; tries++) {
    try {
      act();
      return;
    } catch (error) {
      if (process.platform !== "win32" || tries === 10 || !["EPERM", "EBUSY", "EACCES"].includes(codeOf(error) ?? ""))
        throw error;
      Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 5 << Math.min(tries, 5));
    }
  }
}
