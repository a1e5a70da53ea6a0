import type { Door } from "../../../src/extension/runtime/door";
import { object, string } from "../../../src/shared/readers";

const mlflow = "/api/2.0/mlflow";
const readRun = object<{ run: { info: { run_id: string } } }>({
  run: object({ info: object({ run_id: string }) }),
});
/** Of one log-batch, which holds 1,000 things at most. */
const most = { metrics: 900, params: 100 };

export interface Point {
  readonly key: string;
  readonly value: number;
  readonly step: number;
  readonly timestamp: number;
}

/** A run with all that it will ever hold, but for its end. */
export interface SeedRun {
  readonly experiment: string;
  readonly name: string;
  readonly start: number;
  /** Undefined: it still runs. */
  readonly end?: number;
  readonly status?: "FINISHED" | "FAILED" | "KILLED";
  readonly tags?: Readonly<Record<string, string>>;
  readonly params?: Readonly<Record<string, string>>;
  readonly points?: readonly Point[];
}

/** Writes a run the way MLflow's client does, in as few requests as it may. Returns its id. */
export async function seedRun(door: Door, run: SeedRun): Promise<string> {
  const created = await door.post(
    `${mlflow}/runs/create`,
    { experiment_id: run.experiment, run_name: run.name, start_time: run.start, tags: pairs(run.tags) },
    readRun,
  );
  const { run_id } = created.run.info;
  const params = pairs(run.params);
  const points = run.points ?? [];
  for (let at = 0, of = 0; at < points.length || of < params.length; at += most.metrics, of += most.params) {
    const batch = {
      run_id,
      metrics: points.slice(at, at + most.metrics),
      params: params.slice(of, of + most.params),
    };
    await door.post(`${mlflow}/runs/log-batch`, batch, () => undefined);
  }
  if (run.status !== undefined)
    await door.post(
      `${mlflow}/runs/update`,
      { run_id, status: run.status, end_time: run.end ?? Date.now() },
      () => undefined,
    );
  return run_id;
}

function pairs(record: Readonly<Record<string, string>> = {}): { key: string; value: string }[] {
  return Object.entries(record).map(([key, value]) => ({ key, value }));
}

/** Does `work` for 0, 1, … `count - 1`, some at a time, and returns what came of each. */
export async function seedMany<T>(count: number, work: (index: number) => Promise<T>, atOnce = 16): Promise<T[]> {
  const results: T[] = [];
  let next = 0;
  await Promise.all(
    Array.from({ length: atOnce }, async () => {
      while (next < count) {
        const index = next++;
        results[index] = await work(index);
      }
    }),
  );
  return results;
}

/** Numbers in [0, 1) that depend on the seed alone, so that pictures and figures compare. */
export function createRandom(seed: number): () => number {
  let state = Math.imul(seed + 1, 0x9e3779b1) >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}
