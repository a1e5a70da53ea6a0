import { setImmediate as nextTurn } from "node:timers/promises";
import { invalid } from "../../shared/apiError";
import { datasetLabel, type MlflowRun, readMlflowRun } from "../../shared/mlflowRun";
import type { Tracking } from "../tracking/tracking";
import type { Row, Rows } from "./rows";
import { jsonDouble } from "./rows";

export interface Selection {
  /** By name or id; none is all that are not deleted. */
  readonly experiments: readonly string[];
  readonly filter?: string | undefined;
  readonly view: "ACTIVE_ONLY" | "DELETED_ONLY" | "ALL";
}

export type Exports = ReturnType<typeof createExports>;

/** How many runs are in memory at a time. */
const slice = 200;
const pointsAtOnce = 2000;

/** Runs as other programs take them: oldest first and by id, so that the same runs give the same bytes. */
export function createExports({ experiments, search, metrics }: Tracking) {
  const idOf = (word: string): string => {
    const found = experiments.findByName(word) ?? experiments.find(word);
    return found?.experiment_id ?? invalid(`experiment: no experiment is called '${word.slice(0, 200)}'`);
  };
  const select = ({ experiments: words, filter, view }: Selection): Int32Array => {
    const chosen = words.length > 0 ? words.map(idOf) : experiments.all().map((each) => each.experiment_id);
    // of equal times the lower id comes first
    const orderBy = ["attributes.start_time ASC"];
    return search.runs({ experiments: chosen, view, filter, orderBy, limit: Number.MAX_SAFE_INTEGER }).rows;
  };
  async function* runs(selected: Int32Array): AsyncIterable<readonly MlflowRun[]> {
    for (let from = 0; from < selected.length; from += slice) {
      const texts = search.runsJson(selected.subarray(from, from + slice));
      // one that was purged since it was selected has no id
      yield texts.map((text) => readMlflowRun(JSON.parse(text), "run")).filter(({ info }) => info.run_id !== "");
      await nextTurn();
    }
  }
  const experimentName = (id: string) => experiments.find(id)?.name ?? "";

  return {
    /** The filter and the experiments are looked at before the first byte, so that a mistake in them is an answer. */
    select,

    async *documents(selected: Int32Array): AsyncIterable<readonly Record<string, unknown>[]> {
      for await (const batch of runs(selected))
        yield batch.map((run) => document(run, experimentName(run.info.experiment_id)));
    },

    /** A column a param, metric and tag that any of the runs has. */
    async table(selected: Int32Array): Promise<Rows> {
      const params = new Set<string>();
      const tags = new Set<string>();
      const series = new Set<string>();
      for await (const batch of runs(selected))
        for (const { data } of batch) {
          for (const { key } of data.params) params.add(key);
          for (const { key } of data.metrics) series.add(key);
          for (const { key } of data.tags) tags.add(key);
        }
      const keys = { params: [...params].sort(), metrics: [...series].sort(), tags: [...tags].sort() };
      return {
        fields: [
          ...infoFields,
          ...keys.params.map((key) => ({ name: `params.${key}`, type: "text" as const })),
          ...keys.metrics.map((key) => ({ name: `metrics.${key}`, type: "double" as const })),
          ...keys.tags.map((key) => ({ name: `tags.${key}`, type: "text" as const })),
        ],
        batches: tableRows(runs(selected), keys, experimentName),
      };
    },

    /** A row a metric point, by run, key, time and step. */
    points(selected: Int32Array): Rows {
      return { fields: pointFields, batches: pointRows(runs(selected), experimentName, metrics.historyIfAny) };
    },
  };
}

function document({ info, data, inputs }: MlflowRun, experiment: string): Record<string, unknown> {
  const { run_id, run_name, experiment_id, status, lifecycle_stage, user_id, start_time, end_time, artifact_uri } =
    info;
  return {
    run_id,
    run_name,
    experiment_id,
    experiment_name: experiment,
    status,
    lifecycle_stage,
    user_id,
    start_time,
    end_time: end_time ?? null,
    artifact_uri,
    params: sorted(data.params.map(({ key, value }) => [key, value])),
    metrics: sorted(data.metrics.map(({ key, value }) => [key, jsonDouble(value)])),
    tags: sorted(data.tags.map(({ key, value }) => [key, value])),
    datasets: inputs.dataset_inputs.map(datasetLabel),
  };
}

function sorted(entries: [string, string | number][]): Record<string, string | number> {
  return Object.fromEntries(entries.sort(([a], [b]) => (a < b ? -1 : 1)));
}

const infoFields: Rows["fields"] = [
  { name: "run_id", type: "text" },
  { name: "run_name", type: "text" },
  { name: "experiment_id", type: "text" },
  { name: "experiment_name", type: "text" },
  { name: "status", type: "text" },
  { name: "lifecycle_stage", type: "text" },
  { name: "user_id", type: "text" },
  { name: "start_time", type: "integer" },
  { name: "end_time", type: "integer" },
  { name: "artifact_uri", type: "text" },
];

interface Keys {
  readonly params: readonly string[];
  readonly metrics: readonly string[];
  readonly tags: readonly string[];
}

async function* tableRows(
  runs: AsyncIterable<readonly MlflowRun[]>,
  keys: Keys,
  experimentName: (id: string) => string,
): AsyncIterable<readonly Row[]> {
  const rowOf = ({ info, data }: MlflowRun): Row => {
    const params = new Map(data.params.map(({ key, value }) => [key, value]));
    const metrics = new Map(data.metrics.map(({ key, value }) => [key, value]));
    const tags = new Map(data.tags.map(({ key, value }) => [key, value]));
    return [
      info.run_id,
      info.run_name,
      info.experiment_id,
      experimentName(info.experiment_id),
      info.status,
      info.lifecycle_stage,
      info.user_id,
      info.start_time,
      info.end_time ?? null,
      info.artifact_uri,
      ...keys.params.map((key) => params.get(key) ?? null),
      ...keys.metrics.map((key) => metrics.get(key) ?? null),
      ...keys.tags.map((key) => tags.get(key) ?? null),
    ];
  };
  for await (const batch of runs) yield batch.map(rowOf);
}

const pointFields: Rows["fields"] = [
  { name: "run_id", type: "text" },
  { name: "run_name", type: "text" },
  { name: "experiment_name", type: "text" },
  { name: "metric", type: "text" },
  { name: "step", type: "integer" },
  { name: "timestamp", type: "integer" },
  { name: "value", type: "double" },
];

async function* pointRows(
  runs: AsyncIterable<readonly MlflowRun[]>,
  experimentName: (id: string) => string,
  history: Tracking["metrics"]["historyIfAny"],
): AsyncIterable<readonly Row[]> {
  let batch: Row[] = [];
  for await (const some of runs)
    for (const { info, data } of some) {
      const experiment = experimentName(info.experiment_id);
      for (const key of data.metrics.map((metric) => metric.key).sort()) {
        const { steps, times, values } = await history(info.run_id, key);
        for (const [i, value] of values.entries()) {
          batch.push([info.run_id, info.run_name, experiment, key, steps[i] ?? 0, times[i] ?? 0, value]);
          if (batch.length < pointsAtOnce) continue;
          yield batch;
          batch = [];
          await nextTurn();
        }
      }
    }
  if (batch.length > 0) yield batch;
}
