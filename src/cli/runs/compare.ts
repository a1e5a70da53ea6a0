import { durationOf } from "./columns";
import { jsonNumber, type Run } from "./run";

/** One line of a comparison; `values` in the order of the runs, undefined where a run has none. */
export interface Fact {
  readonly kind: "run" | "param" | "metric" | "tag";
  readonly key: string;
  readonly values: readonly (string | number | undefined)[];
}

/** Tags that say where a run came from are worth comparing; the rest of MLflow's own is noise. */
const worthTags: readonly string[] = ["mlflow.source.name", "mlflow.source.git.commit", "mlflow.source.git.branch"];

export function compareRuns(runs: readonly Run[], now: number): Fact[] {
  const fact = (kind: Fact["kind"], key: string, value: (run: Run) => string | number | undefined): Fact => ({
    kind,
    key,
    values: runs.map(value),
  });
  const keys = (map: (run: Run) => ReadonlyMap<string, unknown>) =>
    [...new Set(runs.flatMap((run) => [...map(run).keys()]))].sort();
  return [
    fact("run", "status", (run) => run.status.toLowerCase()),
    fact("run", "experiment", (run) => run.experiment.name),
    fact("run", "duration", (run) => durationOf(run, now)),
    fact("run", "datasets", (run) => run.datasets.join(", ") || undefined),
    ...keys((run) => run.params).map((key) => fact("param", key, (run) => run.params.get(key))),
    ...keys((run) => run.metrics).map((key) => fact("metric", key, (run) => run.metrics.get(key))),
    ...keys((run) => run.tags)
      .filter((key) => !/^(mlflow|tidemark)\./.test(key) || worthTags.includes(key))
      .map((key) => fact("tag", key, (run) => run.tags.get(key))),
  ].filter(({ values }) => values.some((value) => value !== undefined));
}

export function differs({ values }: Fact): boolean {
  return values.some((value) => !Object.is(value, values[0]));
}

export function factDocument({ kind, key, values }: Fact): Record<string, unknown> {
  return {
    kind,
    key,
    values: values.map((value) => (typeof value === "number" ? jsonNumber(value) : (value ?? null))),
  };
}
