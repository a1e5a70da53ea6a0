import { join, relative } from "node:path";
import type { CheckoutOptions, CheckoutTools, Fetch } from "./checkoutTools";
import { createFileThreads, type FileThreads } from "./files/fileThreads";
import { prepareUnfinished } from "./files/unfinished";
import type { LeftOut } from "./files/walkTree";
import { createIndexes } from "./index/indexes";
import { withoutCopy } from "./index/keptCopies";
import { type Asked, type Look, type LookOptions, lookAt } from "./index/lookAt";
import { createObjects, type Objects } from "./index/objects";
import { createRwLock } from "./locks/rwlock";
import { createFileFinder, type FoundFiles } from "./project/findFiles";
import { plainReads, type Reads } from "./project/keptReads";
import { openProject, type Project } from "./project/openRepository";
import { readConfig } from "./remotes/configFiles";
import type { WorkOptions } from "./repository";
import { createRottenLog, type RottenLog } from "./rottenLog";

/** What every service of this room stands on: one project, opened. */
export interface DataRoom {
  readonly project: Project;
  readonly threads: FileThreads;
  /** Of the files that say what is tracked. */
  readonly reads: Reads;
  /** Objects that were set aside. */
  readonly rotten: RottenLog;
  objects(legacy: boolean): Objects;
  files(): FoundFiles;
  look(asked: readonly Asked[], options: LookOptions): Promise<Map<string, Look | undefined>>;
  readonly fetch: Fetch;
  /** Which of its objects the cache does not have, by place in the index; the folder's list is -1. */
  missing(look: Look): readonly number[];
  checkoutTools(options: CheckoutOptions): CheckoutTools;
  /** In the cache of either layout. */
  isKept(md5: string): boolean;
  /** Throws where a stage that runs now works on one of the paths. Only to be called under the project's lock. */
  refuseBusy(paths: readonly string[]): void;
  /** Which of them the cache has no whole copy of: it is read. */
  withoutCopy(md5s: readonly string[], options?: WorkOptions): Promise<ReadonlySet<string>>;
  close(): Promise<void>;
}

/** With `reads` that keep what was read, where a room is asked again and again. */
export function createRoom(
  root: string,
  reads: Reads = plainReads,
  threads: FileThreads = createFileThreads(),
): DataRoom {
  const project = openProject(root);
  const { ownFolder } = project;
  const rotten = join(ownFolder, "rotten");
  const log = createRottenLog();
  const plain = createObjects(project.store, rotten, log);
  const old = createObjects(project.legacyStore, rotten, log);
  const objects = (legacy: boolean) => (legacy ? old : plain);
  const indexes = createIndexes(root, join(ownFolder, "index"));
  const finder = createFileFinder(root, project.gitRoot, join(ownFolder, "folders.json"));

  let found: FoundFiles | undefined;
  // a folder's names are asked for in a row
  let last = { folder: "", prefix: "" };
  const leftOut: LeftOut = (folder, name, isFolder) => {
    const { rules } = found ?? room.files();
    if (last.folder !== folder) {
      const path = relative(root, folder);
      last = { folder, prefix: path === "" ? "" : `${path}/` };
    }
    return rules.ignores(last.prefix + name, isFolder);
  };

  const rulesMark = () => (found ?? room.files()).rulesMark;

  const prepare = () => prepareUnfinished(project);
  // of the last fetch that asked where imports came from
  let importsSaid: string | undefined;
  const room: DataRoom = {
    project,
    threads,
    reads,
    rotten: log,
    objects,
    files() {
      found = finder.find();
      return found;
    },
    look: (asked, options) => lookAt({ threads, indexes, leftOut, rulesMark, prepare, objects }, asked, options),
    async fetch(contents, options) {
      const { fetchContents } = await import("./remotes/sync");
      const missing = await fetchContents(project, contents, {
        ...options,
        asked: log.lookAgain,
        outs: async () => (await import("./tracked")).trackedOuts(room, () => undefined),
      });
      importsSaid = undefined;
      if (missing.length === 0) return missing;
      const { fetchFromImports } = await import("./elsewhere/fetchImports");
      const found = await fetchFromImports(room, missing, options);
      importsSaid = found.why;
      return found.missing;
    },
    missing({ path, index, content }) {
      const { missing, seen } = objects(content.legacy === true).missingOf(index);
      if (missing.length === 0 && seen && !sameStamps(seen, index.cacheSeen))
        indexes.set(path, { ...index, cacheSeen: seen });
      return missing;
    },
    checkoutTools: (options) => ({
      root,
      threads,
      prepare,
      hold: indexes.hold,
      linkTypes: project.linkTypes,
      fresh: join(ownFolder, "new"),
      objects,
      look: (asked) => room.look(asked, { signal: options.signal, jobs: options.jobs } as LookOptions),
      fetch: (contents) => (options.fetch ?? room.fetch)(contents, options),
      whyNotFetched: () =>
        importsSaid ??
        (readConfig(project.dvcFolder).remotes.length > 0
          ? "no remote has it"
          : "there is no remote that could have it: tidemark data remote add -d NAME URL names one"),
      importsSaid: () => importsSaid,
      wantedAs: log.wantedAs,
      isKept: (md5) => plain.has(md5) || old.has(md5),
      withoutCopy: (md5s) => room.withoutCopy(md5s, options),
    }),
    isKept: (md5) => plain.has(md5) || old.has(md5),
    refuseBusy: (paths) => createRwLock(root, "tidemark data").refuseBusy(paths),
    withoutCopy: (md5s, options = {}) => withoutCopy(threads, [plain, old], md5s, options),
    close: () => threads.close(),
  };
  return room;
}

function sameStamps(a: Float64Array, b: Float64Array | undefined): boolean {
  return b !== undefined && a.every((stamp, at) => stamp === b[at]);
}
