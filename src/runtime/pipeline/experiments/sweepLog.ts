import { createHash } from "node:crypto";
import { appendFileSync, existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { ApiError } from "../../../shared/apiError";
import { isRunning, startOf } from "../../kernel/processes";

/** A trial as it stands. */
export interface Trial {
  readonly index: number;
  /** By parameter: a number, of a choice its place. */
  readonly point: Readonly<Record<string, number>>;
  /** As after `-S`. */
  readonly settings: readonly string[];
  readonly name: string;
  readonly state: "running" | "done" | "failed";
  /** The metric. */
  readonly value?: number;
  readonly commit?: string;
  readonly message?: string;
  /** It ended well, and the metric of the sweep is not among its own. */
  readonly lacksMetric?: boolean;
}

export interface SweepLog {
  readonly id: string;
  /** For what trials say. */
  readonly folder: string;
  /** By index; of those that were cut off by a kill only that they had begun. */
  readonly trials: ReadonlyMap<number, Trial>;
  write(trial: Trial): void;
  close(): void;
}

/** Trials of one sweep, a line each time one begins or ends. The same sweep on the same files goes on where it was. */
export function openSweepLog(ownFolder: string, definition: unknown, isFresh: boolean): SweepLog {
  const id = createHash("sha256").update(JSON.stringify(definition)).digest("hex").slice(0, 12);
  const folder = join(ownFolder, "sweeps", id);
  mkdirSync(folder, { recursive: true });
  const lock = takeLock(folder);
  const path = join(folder, "trials.jsonl");
  if (isFresh) rmSync(path, { force: true });
  const trials = new Map<number, Trial>();
  const text = existsSync(path) ? readFileSync(path, "utf8") : "";
  const whole = text.slice(0, text.lastIndexOf("\n") + 1);
  if (whole !== text) writeFileSync(path, whole); // a line that was torn
  for (const line of whole.split("\n"))
    if (line !== "") {
      const trial = JSON.parse(line) as Trial;
      trials.set(trial.index, trial);
    }
  if (whole === "") writeFileSync(join(folder, "sweep.json"), JSON.stringify(definition, undefined, 2));
  return {
    id,
    folder,
    trials,
    write(trial) {
      trials.set(trial.index, trial);
      appendFileSync(path, `${JSON.stringify(trial)}\n`);
    },
    close: () => rmSync(lock, { force: true }),
  };
}

interface Holder {
  readonly pid: number;
  readonly started?: string | undefined;
}

function takeLock(folder: string): string {
  const path = join(folder, "lock");
  const self = JSON.stringify({ pid: process.pid, started: startOf(process.pid) } satisfies Holder);
  for (const isLast of [false, true])
    try {
      writeFileSync(path, self, { flag: "wx" });
      return path;
    } catch (thrown) {
      if ((thrown as NodeJS.ErrnoException).code !== "EEXIST") throw thrown;
      const { pid = 0, started } = JSON.parse(readFileSync(path, "utf8") || "{}") as Partial<Holder>;
      if (isLast || (isRunning(pid) && (started === undefined || startOf(pid) === started)))
        throw new ApiError("RESOURCE_CONFLICT", `this sweep is run already by process ${pid}; wait for it, or end it`);
      rmSync(path, { force: true });
    }
  return path;
}
