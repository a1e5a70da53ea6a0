import { mkdirSync, readFileSync, renameSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { ApiError } from "../../../shared/apiError";
import { object, type Reader } from "../../../shared/readers";
import { codeOf } from "../../kernel/home";
import { isRunning } from "../../kernel/processes";

/** Who works on a path, as dvc writes it. */
interface Holder {
  readonly pid: number;
  readonly cmd: string;
}

interface Holders {
  write: Record<string, Holder>;
  read: Record<string, Holder[]>;
}

/**
 * What stages that run read and write, in dvc's own file, so that another dvc leaves it alone although the lock of the
 * project is free meanwhile. Only to be called while we have that lock.
 */
export function createRwLock(root: string, cmd: string) {
  const file = join(root, ".dvc", "tmp", "rwlock");
  const me: Holder = { pid: process.pid, cmd };

  const free = (read: readonly string[], write: readonly string[]): Holders => {
    const all = readHolders(file);
    dropDead(all);
    const busy =
      blocker(Object.entries(all.write), [...read, ...write], me) ??
      blocker(
        Object.entries(all.read).flatMap(([path, holders]) => holders.map((each) => [path, each] as const)),
        write,
        me,
      );
    if (busy)
      throw new ApiError(
        "RESOURCE_CONFLICT",
        `${busy.path} is busy: process ${busy.holder.pid} (${busy.holder.cmd}) works on it; wait for it, or end it`,
      );
    return all;
  };

  return {
    /** Refuses as `take`, and takes nothing: for what is done before the lock of the project is free again. */
    refuseBusy(write: readonly string[]): void {
      free([], write);
    },

    /** Refuses when somebody else who is alive writes what we read, or uses what we write. */
    take(read: readonly string[], write: readonly string[]): void {
      const all = free(read, write);
      for (const path of read) all.read[path] = [...(all.read[path] ?? []), me];
      for (const path of write) all.write[path] = me;
      writeHolders(file, all);
    },

    release(read: readonly string[], write: readonly string[]): void {
      const all = readHolders(file);
      for (const path of write) if (all.write[path]?.pid === me.pid) delete all.write[path];
      for (const path of read) {
        const holders = all.read[path] ?? [];
        // two stages beside each other may read the same
        const mine = holders.findIndex(({ pid }) => pid === me.pid);
        const left = holders.filter((_, i) => i !== mine);
        if (left.length > 0) all.read[path] = left;
        else delete all.read[path];
      }
      writeHolders(file, all);
    },
  };
}

export type RwLock = ReturnType<typeof createRwLock>;

interface Busy {
  readonly path: string;
  readonly holder: Holder;
}

function blocker(
  held: readonly (readonly [string, Holder])[],
  wanted: readonly string[],
  me: Holder,
): Busy | undefined {
  for (const [path, holder] of held) {
    if (holder.pid === me.pid) continue;
    const overlapping = wanted.find((each) => overlaps(each, path));
    if (overlapping !== undefined) return { path: overlapping, holder };
  }
  return undefined;
}

function overlaps(a: string, b: string): boolean {
  return a === b || a.startsWith(`${b}/`) || b.startsWith(`${a}/`);
}

function dropDead(all: Holders): void {
  for (const [path, holder] of Object.entries(all.write)) if (!isRunning(holder.pid)) delete all.write[path];
  for (const [path, holders] of Object.entries(all.read)) {
    const alive = holders.filter(({ pid }) => isRunning(pid));
    if (alive.length > 0) all.read[path] = alive;
    else delete all.read[path];
  }
}

const readAnything: Reader<unknown> = (value) => value;
const readTop = object<{ write: unknown; read: unknown }>({ write: readAnything, read: readAnything });

function readHolders(file: string): Holders {
  let text: string;
  try {
    text = readFileSync(file, "utf8");
  } catch (error) {
    if (codeOf(error) === "ENOENT") return { write: {}, read: {} };
    throw error;
  }
  try {
    const { write, read } = readTop(JSON.parse(text), file);
    return { write: { ...(write as Holders["write"]) }, read: { ...(read as Holders["read"]) } };
  } catch {
    throw new ApiError("INVALID_STATE", `${file}: not the file that dvc writes; if no dvc runs here, delete it`);
  }
}

function writeHolders(file: string, { write, read }: Holders): void {
  mkdirSync(dirname(file), { recursive: true });
  const fresh = `${file}.${process.pid}`;
  // dvc leaves out what is empty
  const all = { ...(Object.keys(write).length > 0 && { write }), ...(Object.keys(read).length > 0 && { read }) };
  writeFileSync(fresh, JSON.stringify(all));
  renameSync(fresh, file);
}
