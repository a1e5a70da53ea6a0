import { closeSync, fstatSync, openSync, readdirSync, readFileSync, readSync } from "node:fs";
import { join } from "node:path";
import { gunzipSync } from "node:zlib";
import { loggedOnce, whereLogged } from "../../kernel/frames/loggedFiles";

/** Files of an endpoint's prediction log, the newest first; those of several processes lie side by side. */
export function logFiles(folder: string): string[] {
  return loggedOnce(namesIn(folder).filter((name) => /^\d.*\.jsonl(\.gz)?$/.test(name)))
    .reverse()
    .map((name) => join(folder, name));
}

/** Folders of endpoints that have a log. */
export function logFolders(root: string): string[] {
  return namesIn(root).map((name) => join(root, name));
}

function namesIn(folder: string): string[] {
  try {
    return readdirSync(folder);
  } catch {
    return []; // nobody predicted anything here
  }
}

export interface LogBytes {
  readonly size: number;
  read(from: number, to: number): Buffer;
  close(): void;
}

/** A packed file is unpacked whole. */
export function openLogFile(listed: string): LogBytes {
  const path = whereLogged(listed);
  if (path.endsWith(".gz")) {
    const bytes = gunzipSync(readFileSync(path));
    return { size: bytes.length, read: (from, to) => bytes.subarray(from, to), close: () => undefined };
  }
  const file = openSync(path, "r");
  return {
    size: fstatSync(file).size,
    read(from, to) {
      const bytes = Buffer.allocUnsafe(to - from);
      return bytes.subarray(0, readSync(file, bytes, 0, to - from, from));
    },
    close: () => closeSync(file),
  };
}
