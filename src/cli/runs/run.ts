import { datasetLabel, type MlflowRun } from "../../shared/mlflowRun";

/** A run as the commands show it. Maps, because a param may be called anything. */
export interface Run {
  readonly id: string;
  readonly name: string;
  readonly experiment: Experiment;
  readonly status: string;
  readonly lifecycle: string;
  readonly user: string;
  /** Milliseconds since 1970. */
  readonly start: number;
  readonly end: number | undefined;
  readonly artifacts: string;
  readonly params: ReadonlyMap<string, string>;
  /** The last value of each. */
  readonly metrics: ReadonlyMap<string, number>;
  readonly tags: ReadonlyMap<string, string>;
  readonly datasets: readonly string[];
}

export interface Experiment {
  readonly id: string;
  readonly name: string;
}

export function runOf({ info, data, inputs }: MlflowRun, experimentName: (id: string) => string): Run {
  return {
    id: info.run_id,
    name: info.run_name,
    experiment: { id: info.experiment_id, name: experimentName(info.experiment_id) },
    status: info.status,
    lifecycle: info.lifecycle_stage,
    user: info.user_id,
    start: info.start_time,
    end: info.end_time,
    artifacts: info.artifact_uri,
    params: mapOf(data.params),
    metrics: mapOf(data.metrics),
    tags: mapOf(data.tags),
    datasets: inputs.dataset_inputs.map(datasetLabel),
  };
}

function mapOf<T>(pairs: readonly { readonly key: string; readonly value: T }[]): Map<string, T> {
  return new Map(pairs.map(({ key, value }) => [key, value]));
}

/** The JSON of `--json`: names as MLflow has them, times in milliseconds; a metric that is not finite is its name. */
export function runDocument(run: Run): Record<string, unknown> {
  return {
    run_id: run.id,
    run_name: run.name,
    experiment_id: run.experiment.id,
    experiment_name: run.experiment.name,
    status: run.status,
    lifecycle_stage: run.lifecycle,
    user_id: run.user,
    start_time: run.start,
    end_time: run.end ?? null,
    artifact_uri: run.artifacts,
    params: Object.fromEntries(run.params),
    metrics: Object.fromEntries([...run.metrics].map(([key, value]) => [key, jsonNumber(value)])),
    tags: Object.fromEntries(run.tags),
    datasets: run.datasets,
  };
}

export function jsonNumber(value: number): number | string {
  return Number.isFinite(value) ? value : String(value);
}
