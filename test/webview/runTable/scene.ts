import { object, string } from "../../../src/shared/readers";
import type { TestRuntime } from "../stage";

const mlflow = "/api/2.0/mlflow";
const nothing = object<object>({});
const readExperiment = object<{ experiment_id: string }>({ experiment_id: string });
const readRun = object<{ run: { info: { run_id: string } } }>({
  run: object<{ info: { run_id: string } }>({ info: object<{ run_id: string }>({ run_id: string }) }),
});

export interface LoggedRun {
  readonly name: string;
  readonly start: number;
  /** Absent: it runs. */
  readonly status?: "FINISHED" | "FAILED";
  readonly params?: Readonly<Record<string, string>>;
  /** Values by step. */
  readonly metrics?: Readonly<Record<string, readonly (number | string)[]>>;
  readonly tags?: Readonly<Record<string, string>>;
}

async function createExperiment({ door }: TestRuntime, name: string): Promise<string> {
  return (await door.post(`${mlflow}/experiments/create`, { name }, readExperiment)).experiment_id;
}

export async function logRun({ door }: TestRuntime, experiment_id: string, run: LoggedRun): Promise<string> {
  const { name, start, status, params = {}, metrics = {}, tags = {} } = run;
  const list = (of: Readonly<Record<string, string>>) => Object.entries(of).map(([key, value]) => ({ key, value }));
  const created = await door.post(
    `${mlflow}/runs/create`,
    { experiment_id, run_name: name, start_time: start, tags: list(tags) },
    readRun,
  );
  const { run_id } = created.run.info;
  const points = Object.entries(metrics).flatMap(([key, values]) =>
    values.map((value, step) => ({ key, value, step, timestamp: start + step })),
  );
  await door.post(`${mlflow}/runs/log-batch`, { run_id, params: list(params), metrics: points }, nothing);
  if (status) await door.post(`${mlflow}/runs/update`, { run_id, status, end_time: start + 401_000 }, nothing);
  return run_id;
}

export function logMetric(
  { door }: TestRuntime,
  run_id: string,
  key: string,
  value: number,
  step: number,
): Promise<unknown> {
  return door.post(`${mlflow}/runs/log-metric`, { run_id, key, value, step, timestamp: 1 }, nothing);
}

export const hostile = '<img src=x onerror="document.title=1"> "\u0007 ${1} </script>';
const day = Date.UTC(2026, 10, 20);

/** A sweep of 120 runs over three models, one that failed, one that runs, one with a name that is an attack. */
export async function logSweep(runtime: TestRuntime): Promise<{ experiment: string; runs: string[] }> {
  const experiment = await createExperiment(runtime, "churn-sweep");
  const runs: string[] = [];
  for (let i = 0; i < 120; i++) {
    const best = 0.8 + i / 1000;
    const status = i === 119 ? {} : { status: i === 7 ? ("FAILED" as const) : ("FINISHED" as const) };
    runs.push(
      await logRun(runtime, experiment, {
        name: i === 118 ? hostile : `run-${i}`,
        start: day + i * 60_000,
        ...status,
        params: { lr: String([0.001, 0.01][i % 2]), model: ["mlp", "tree", "forest"][i % 3] as string, seed: "7" },
        metrics: i === 7 ? { val_loss: ["NaN"] } : { val_auc: [0.7, best, best - 0.01], val_loss: [0.9, 1 - best] },
        tags: { sweep: "nov", ...(i % 10 === 0 ? { candidate: "true" } : {}) },
      }),
    );
  }
  return { experiment, runs };
}
