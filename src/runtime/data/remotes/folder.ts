import { existsSync, lstatSync, readdirSync, rmSync, statSync } from "node:fs";
import { join } from "node:path";
import { ApiError } from "../../../shared/apiError";
import { inThreads } from "../files/threads";
import { chunksOf, type FileCopy, md5OfFile, type Outcome } from "./copyFile";
import { isFreshFolder, makeFresh, makeFreshIn } from "./freshFolder";
import { legacyMd5 } from "./legacyMd5";
import type { CopyWork, ObjectCopy, Remote } from "./remote";

/** Some milliseconds of work of a thread. */
const perPart = 64;
const temporary = /^\.tidemark-.*\.tmpc?$/;

export interface FolderOptions {
  readonly name?: string | undefined;
  readonly shared: boolean;
  /** In the project: for what comes from the remote and is not whole yet. */
  readonly fresh: string;
}

/** A folder of this machine, or of a disk that it has mounted. */
export function folderRemote(root: string, { name, shared, fresh: ownFresh }: FolderOptions): Remote {
  const url = root;
  const called = name === undefined ? root : `remote '${name}' (${root})`;

  function mustBeThere(): void {
    const seen = statSync(root, { throwIfNoEntry: false });
    if (seen === undefined) throw new ApiError("RESOURCE_DOES_NOT_EXIST", `${called}: there is no such folder`);
    if (!seen.isDirectory()) throw new ApiError("INVALID_STATE", `${called}: is a file, not a folder`);
  }

  interface Way {
    toCopy(copy: ObjectCopy): FileCopy;
    /** Where many files are copied. */
    makeFresh(): Promise<string | undefined>;
  }

  async function copy(copies: readonly ObjectCopy[], { toCopy, makeFresh }: Way, work: CopyWork) {
    const parts = inParts(copies);
    const fresh = parts.length > 1 ? await makeFresh() : undefined;
    const stopping = new AbortController();
    const left = new Set(parts.keys());
    let why: string | undefined;
    const settle = (index: number, outcomes: readonly Outcome[]) => {
      left.delete(index);
      for (const [i, outcome] of outcomes.entries()) {
        if (outcome.kind === "failed" && outcome.stop) why ??= outcome.why;
        work.settled(parts[index]?.[i] as ObjectCopy, outcome);
      }
      if (why !== undefined) stopping.abort();
    };
    try {
      await inThreads({
        task: "copy",
        parts: parts.map((part) => ({ copies: part.map(toCopy), shared, fresh })),
        most: work.jobs ?? parts.length,
        signal: work.signal ? AbortSignal.any([work.signal, stopping.signal]) : stopping.signal,
        answered: (outcomes, index) => settle(index, outcomes),
      });
    } catch (error) {
      if (why === undefined) throw error;
      for (const index of left)
        settle(index, parts[index]?.map(() => ({ kind: "failed", why: why ?? "", stop: true })) ?? []);
    } finally {
      if (fresh !== undefined) rmSync(fresh, { recursive: true, force: true });
    }
  }

  return {
    name,
    url,
    async has(names) {
      if (!existsSync(root)) return new Set();
      mustBeThere();
      return new Set(names.filter((each) => isWhole(join(root, each))));
    },
    async *list(folder) {
      yield* filesBelow(join(root, folder), folder);
    },
    async get(copies, work) {
      mustBeThere();
      const way: Way = {
        toCopy: ({ name: from, path, ...rest }) => ({ ...rest, from: join(root, from), to: path }),
        makeFresh: () => makeFresh(ownFresh, `${process.pid}-${Math.random().toString(36).slice(2)}`),
      };
      await copy(copies, way, work);
    },
    async put(copies, work) {
      if (existsSync(root)) mustBeThere();
      const way: Way = {
        toCopy: ({ name: to, path, md5, legacy }) => ({ md5, legacy, from: path, to: join(root, to) }),
        makeFresh: () => makeFreshIn(root),
      };
      await copy(copies, way, work);
    },
    async remove(names) {
      for (const each of names) rmSync(join(root, each), { force: true });
    },
    close: async () => undefined,
  };
}

function inParts(copies: readonly ObjectCopy[]): ObjectCopy[][] {
  return Array.from({ length: Math.ceil(copies.length / perPart) }, (_, i) =>
    copies.slice(i * perPart, (i + 1) * perPart),
  );
}

/** As dvc: what is 0444 is taken as whole; anything else is read. */
function isWhole(path: string): boolean {
  const seen = lstatSync(path, { throwIfNoEntry: false });
  if (!seen?.isFile()) return false;
  if ((seen.mode & 0o777) === 0o444) return true;
  const named = /\/([0-9a-f]{2})\/([0-9a-f]{30})(?:\.dir)?$/.exec(path);
  if (named === null) return true;
  const md5 = `${named[1]}${named[2]}`;
  return md5OfFile(path) === md5 || legacyMd5(chunksOf(path)) === md5;
}

function* filesBelow(path: string, name: string): Generator<string> {
  if (!existsSync(path)) return;
  for (const entry of readdirSync(path, { withFileTypes: true })) {
    const inner = name === "" ? entry.name : `${name}/${entry.name}`;
    if (isFreshFolder(entry.name)) continue;
    if (entry.isDirectory()) yield* filesBelow(join(path, entry.name), inner);
    else if (!temporary.test(entry.name)) yield inner;
  }
}
