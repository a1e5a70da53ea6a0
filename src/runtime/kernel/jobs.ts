import { randomBytes } from "node:crypto";
import { ApiError, notFound } from "../../shared/apiError";
import type { Events } from "./events";
import type { Clock } from "./kernel";
import type { Log } from "./log";

/** Something that takes longer than a request should. */
export interface Job {
  readonly id: string;
  /** What it does, for programs: `import`, `gc`. */
  readonly kind: string;
  /** For people. */
  readonly title: string;
  readonly status: "RUNNING" | "DONE" | "FAILED" | "CANCELLED";
  readonly started_at: number;
  readonly ended_at?: number;
  readonly progress: Progress;
  /** Why it failed. */
  readonly error?: string;
  /** What it came to; plain JSON. */
  readonly result?: unknown;
}

export interface Progress {
  readonly done: number;
  /** Absent as long as nobody knows. */
  readonly total?: number;
  readonly unit?: string;
  readonly message?: string;
}

export type Work = (report: (progress: Progress) => void, signal: AbortSignal) => Promise<unknown>;

export interface Jobs {
  /** Returns its id at once. */
  start(kind: string, title: string, work: Work): string;
  list(): Job[];
  get(id: string): Job;
  cancel(id: string): Job;
  readonly running: number;
  /** Asks all to stop and waits for them. */
  close(): Promise<void>;
}

/** Ended ones are remembered up to this many. */
const remembered = 100;

interface Entry {
  job: Job;
  readonly abort: AbortController;
  readonly ended: Promise<void>;
}

export function createJobs(events: Events, log: Log, clock: Clock): Jobs {
  const entries = new Map<string, Entry>();
  const find = (id: string): Entry => entries.get(id) ?? notFound(`Job '${id}'`);
  const isRunning = ({ job }: Entry) => job.status === "RUNNING";
  const running = () => [...entries.values()].filter(isRunning);

  const change = (id: string, fields: Partial<Job>) => {
    const entry = entries.get(id);
    if (!entry) return;
    entry.job = { ...entry.job, ...fields };
    events.emit({ kind: "job", id, status: entry.job.status });
  };
  const forget = () => {
    for (const [id, entry] of entries) {
      if (entries.size <= remembered) return;
      if (!isRunning(entry)) entries.delete(id);
    }
  };
  const run = async (id: string, work: Work, abort: AbortController) => {
    try {
      const result = await work((progress) => change(id, { progress }), abort.signal);
      change(id, { status: abort.signal.aborted ? "CANCELLED" : "DONE", ended_at: clock.now(), result });
    } catch (error) {
      const message = error instanceof Error ? error.message : String(error);
      if (error instanceof ApiError) log.info("job refused", { id, why: message });
      else if (!abort.signal.aborted)
        log.error("job failed", { id, stack: error instanceof Error ? error.stack : message });
      const status = abort.signal.aborted ? "CANCELLED" : "FAILED";
      change(id, { status, ended_at: clock.now(), error: message });
    }
    forget();
  };
  return {
    start(kind, title, work) {
      const id = randomBytes(8).toString("hex");
      const abort = new AbortController();
      const job: Job = { id, kind, title, status: "RUNNING", started_at: clock.now(), progress: { done: 0 } };
      // on its own turn, so that the entry is there before the work says anything
      const ended = Promise.resolve().then(() => run(id, work, abort));
      entries.set(id, { job, abort, ended });
      events.emit({ kind: "job", id, status: "RUNNING" });
      return id;
    },
    list: () => [...entries.values()].map(({ job }) => job).reverse(),
    get: (id) => find(id).job,
    cancel(id) {
      const entry = find(id);
      entry.abort.abort();
      return entry.job;
    },
    get running() {
      return running().length;
    },
    async close() {
      const left = running();
      for (const { abort } of left) abort.abort();
      await Promise.all(left.map(({ ended }) => ended));
    },
  };
}
