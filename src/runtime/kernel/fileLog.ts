import { closeSync, openSync, renameSync, rmSync, statSync, writeSync } from "node:fs";

/** Lines to a file of bounded size; older ones are beside it as `.1`, `.2`. */
export interface FileLog {
  write(line: string): void;
  /** Writes what is still in memory, now. */
  flush(): void;
  close(): void;
}

/** Lines are gathered for this long, so that a burst costs one write. */
const gather = 100;

export function createFileLog(path: string, most = 4 * 1024 * 1024, kept = 2): FileLog {
  let file = openSync(path, "a", 0o600);
  let size = statSync(path).size;
  let lines: string[] = [];
  let timer: NodeJS.Timeout | undefined;

  const rotate = () => {
    closeSync(file);
    rmSync(`${path}.${kept}`, { force: true });
    for (let i = kept - 1; i >= 0; i--) moveIfThere(i === 0 ? path : `${path}.${i}`, `${path}.${i + 1}`);
    file = openSync(path, "a", 0o600);
    size = 0;
  };
  const flush = () => {
    clearTimeout(timer);
    timer = undefined;
    if (lines.length === 0) return;
    const text = lines.join("");
    lines = [];
    try {
      if (size > most) rotate();
      size += writeSync(file, text);
    } catch (error) {
      // a full disk must not bring down what it keeps from being logged
      process.stderr.write(`${path}: ${error instanceof Error ? error.message : String(error)}\n${text}`);
    }
  };
  return {
    write(line) {
      lines.push(line);
      timer ??= setTimeout(flush, gather).unref();
    },
    flush,
    close() {
      flush();
      closeSync(file);
    },
  };
}

function moveIfThere(from: string, to: string): void {
  if (statSync(from, { throwIfNoEntry: false })) renameSync(from, to);
}
