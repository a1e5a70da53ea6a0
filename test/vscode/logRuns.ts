import type { Door } from "../../src/extension/runtime/door";
import { object, string } from "../../src/shared/readers";

const mlflow = "/api/2.0/mlflow";

/** Runs written the way MLflow's client writes them. */
export interface TestRun {
  readonly id: string;
  log(metrics: Readonly<Record<string, number>>, step: number): Promise<void>;
  end(status: "FINISHED" | "FAILED" | "KILLED", at?: number): Promise<void>;
}

const readExperiment = object<{ experiment_id: string }>({ experiment_id: string });
const readRun = object<{ run: { info: { run_id: string } } }>({
  run: object({ info: object({ run_id: string }) }),
});

export async function createExperiment(door: Door, name: string): Promise<string> {
  return (await door.post(`${mlflow}/experiments/create`, { name }, readExperiment)).experiment_id;
}

export interface NewRun {
  readonly experiment: string;
  readonly name: string;
  readonly parent?: string;
  /** Milliseconds ago. */
  readonly began?: number;
}

export async function startRun(door: Door, { experiment, name, parent, began = 0 }: NewRun): Promise<TestRun> {
  const start = Date.now() - began;
  const tags = parent === undefined ? [] : [{ key: "mlflow.parentRunId", value: parent }];
  const created = await door.post(
    `${mlflow}/runs/create`,
    { experiment_id: experiment, run_name: name, start_time: start, tags },
    readRun,
  );
  const { run_id } = created.run.info;
  return {
    id: run_id,
    async log(metrics, step) {
      const points = Object.entries(metrics).map(([key, value]) => ({ key, value, step, timestamp: Date.now() }));
      await door.post(`${mlflow}/runs/log-batch`, { run_id, metrics: points }, () => undefined);
    },
    async end(status, at = Date.now()) {
      await door.post(`${mlflow}/runs/update`, { run_id, status, end_time: at }, () => undefined);
    },
  };
}
