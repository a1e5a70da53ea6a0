import { existsSync, lstatSync, readdirSync, rmSync, statSync } from "node:fs";
import { join } from "node:path";
import { ApiError } from "../../../shared/apiError";
import { chunksOf, md5OfFile } from "../files/chunks";
import { createFileThreads } from "../files/fileThreads";
import type { FileCopy, Outcome } from "../files/fileWork";
import { legacyMd5 } from "../files/hashBytes";
import { isFreshFolder, makeFresh, makeFreshIn } from "./freshFolder";
import type { CopyWork, ObjectCopy, Remote } from "./remote";

/** So many are copied here, in the time that threads take to start. */
const few = 64;
const mostThreads = 4;
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
    const isMuch = copies.length > few;
    const fresh = isMuch ? await makeFresh() : undefined;
    const threads = createFileThreads();
    let why: string | undefined;
    let settled = 0;
    const settle = (at: number, outcome: Outcome) => {
      settled++;
      if (outcome.kind === "failed" && outcome.stop) why ??= outcome.why;
      work.settled(copies[at] as ObjectCopy, outcome);
    };
    try {
      const { outcomes = [] } = await threads.run(
        { kind: "copy", copies: copies.map(toCopy), shared, fresh },
        {
          sizes: isMuch ? [] : copies.map((each) => sizeOf(toCopy(each).from)),
          jobs: Math.min(work.jobs ?? mostThreads, mostThreads),
          signal: work.signal,
          gathered: (done, from) => done.outcomes?.forEach((outcome, at) => void settle(from + at, outcome)),
        },
      );
      if (settled < copies.length)
        for (const at of copies.keys())
          if (outcomes[at] === undefined) settle(at, { kind: "failed", why: why ?? "", stop: true });
    } finally {
      await threads.close();
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

function sizeOf(path: string): number {
  return statSync(path, { throwIfNoEntry: false })?.size ?? 0;
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
