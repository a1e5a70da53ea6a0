import { randomBytes } from "node:crypto";
import { dirname, join } from "node:path";
import { ApiError } from "../../../shared/apiError";
import type { Log } from "../log";
import type { Json, Op } from "./change";
import { type Checkpoints, createCheckpoints } from "./checkpoints";
import { createExclusive } from "./exclusive";
import { type Files, realFiles } from "./files";
import { createJournal } from "./journal";
import { openState } from "./openState";
import { createSeriesReads } from "./seriesReads";
import { isCold } from "./state";
import type { Store } from "./store";
import { createWal, messageOf } from "./wal";
import { createInlineWorkers, createWorkers, findWorker } from "./workers";

export interface StoreOptions {
  /** The `.tidemark` folder; it is made with the first commit. */
  readonly home: string;
  readonly log: Log;
  readonly files?: Files;
  /** CREATE VIEW statements over the relational image. */
  readonly views?: readonly string[];
  /** The bundled worker.ts; found beside this program unless told. Where there is none, its work is done on the main thread. */
  readonly worker?: string;
  /** When the journal is sealed without being asked. */
  readonly policy?: Partial<CheckpointPolicy>;
}

export interface CheckpointPolicy {
  /** Bytes of journal at least; a large image waits for more, up to `most`. */
  readonly least: number;
  readonly most: number;
  /** After so many quiet milliseconds, when there is this much to seal. */
  readonly idleAfter: number;
  readonly idleBytes: number;
  /** At closing, when there is more than this, or so many segments: each start that writes makes one. */
  readonly closeBytes: number;
  readonly closeSegments: number;
}

const defaultPolicy: CheckpointPolicy = {
  least: 8 * 1024 * 1024,
  most: 32 * 1024 * 1024,
  idleAfter: 20_000,
  idleBytes: 64 * 1024,
  closeBytes: 1024 * 1024,
  closeSegments: 16,
};

/** After a checkpoint failed, so many milliseconds are let pass before the next. */
const pauseAfterFailure = 30_000;
const defaultRows = 10_000;

/** Opens, and where needed repairs, the store of a workspace. */
export async function createStore(options: StoreOptions): Promise<Store> {
  const { home, log, files = realFiles, views = [] } = options;
  const folder = join(home, "store");
  const opened = openState(files, folder, log);
  const { state, replayed } = opened;
  const wal = createWal({
    files,
    folder,
    log,
    workspace: replayed.workspace ?? randomBytes(16).toString("hex"),
    segment: replayed.segment,
    prepare() {
      files.makeFolder(folder);
      // the folder's own name must last as what is written in it does
      files.syncFolder(home);
      files.syncFolder(dirname(home));
    },
  });
  const apply = (ops: readonly Op[]) => {
    for (const op of ops) state.apply(op);
  };
  const journal = createJournal(wal, replayed.sequence, apply, () => sealing.written());
  const reads = createSeriesReads(files, folder, log, state);
  reads.use(opened.image?.facts.segments ?? []);
  const worker = options.worker ?? (options.files ? undefined : findWorker());
  const workers = worker ? createWorkers(worker, log) : createInlineWorkers(files, log);
  const checkpoints = createCheckpoints({
    files,
    folder,
    log,
    state,
    journal,
    wal,
    views,
    image: opened.image,
    bytes: replayed.bytes,
    damaged: opened.damaged,
    write: (request) => workers.checkpoint(request),
    sealed: (segments) => reads.use(segments),
  });
  const policy = { ...defaultPolicy, ...options.policy };
  const sealing = createSealing(checkpoints, policy, log);
  let closing: Promise<void> | undefined;

  async function close(): Promise<void> {
    sealing.stop();
    await journal.close();
    await checkpoints.settled();
    const isMuch = checkpoints.pending > policy.closeBytes || replayed.segments >= policy.closeSegments;
    if (isMuch && checkpoints.pending > 0) await sealing.now({ compact: false, sqlite: false });
    wal.close();
    reads.close();
    await workers.close();
  }

  return {
    commit: (ops) => journal.commit(ops),
    exclusive: createExclusive(),
    docs: <T extends Json>(name: string) => state.docs(name) as ReadonlyMap<string, Json> as ReadonlyMap<string, T>,
    async cold<T extends Json>(name: string, key: string) {
      if (!isCold(name)) throw new Error(`${name} is in memory: read it with docs()`);
      const found = state.cold(name).find(key);
      if (!found) return undefined;
      if ("doc" in found) return found.doc as T;
      return JSON.parse(reads.doc(found).toString("utf8")) as T;
    },
    table: (name) => state.table(name),
    history: reads.history,
    chart: reads.chart,
    extent: reads.extent,
    async sql(query, limit = defaultRows) {
      const ask = () =>
        workers.sql({ folder, sequence: journal.sequence, damaged: checkpoints.damaged, views, query, limit });
      try {
        return await ask();
      } catch (error) {
        if (error instanceof ApiError) throw error;
        log.debug("a query is asked again", { reason: messageOf(error) });
        return ask(); // a compaction may have taken a file away under it
      }
    },
    async compact() {
      const before = sizeOf(files, folder);
      try {
        await checkpoints.run({ compact: true, sqlite: true });
      } catch (error) {
        throw new ApiError("TEMPORARILY_UNAVAILABLE", `cannot compact ${folder}: ${messageOf(error)}`);
      }
      return Math.max(0, before - sizeOf(files, folder));
    },
    get readonly() {
      return wal.refusing;
    },
    close() {
      closing ??= close();
      return closing;
    },
  };
}

/** Decides when the journal is sealed. */
function createSealing(checkpoints: Checkpoints, policy: CheckpointPolicy, log: Log) {
  let idle: NodeJS.Timeout | undefined;
  let running = false;
  let notBefore = 0;

  async function now(how: { compact: boolean; sqlite: boolean }): Promise<void> {
    running = true;
    try {
      await checkpoints.run(how);
    } catch (error) {
      // nothing is lost: the journal still has it all
      notBefore = performance.now() + pauseAfterFailure;
      log.warn("a checkpoint failed; the journal goes on", { reason: messageOf(error) });
    } finally {
      running = false;
    }
  }

  function whenIdle(): void {
    if (running || checkpoints.pending < policy.idleBytes) return;
    void now({ compact: false, sqlite: true }); // it tells of its failure itself
  }

  return {
    now,
    written() {
      if (idle) idle.refresh();
      else {
        idle = setTimeout(whenIdle, policy.idleAfter);
        idle.unref();
      }
      const enough = Math.min(policy.most, Math.max(policy.least, checkpoints.imageSize / 2));
      if (!running && checkpoints.pending > enough && performance.now() > notBefore)
        void now({ compact: false, sqlite: false }); // it tells of its failure itself
    },
    stop() {
      clearTimeout(idle);
    },
  };
}

/** Of what the store is made of; the SQLite file is a copy for others. */
function sizeOf(files: Files, folder: string): number {
  const names = files.list(folder).filter((name) => !name.endsWith(".sqlite"));
  return names.reduce((sum, name) => sum + (files.size(join(folder, name)) ?? 0), 0);
}
