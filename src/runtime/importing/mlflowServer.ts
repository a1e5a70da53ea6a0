import type { Foreign, ForeignDataset, ForeignModelLink, Taken } from "../../core/mlflow/foreign";
import { integer, list, number, object, oneOf, optional, string, text } from "../../shared/readers";
import { type MlflowClient, paged } from "./mlflowClient";
import { modelsOnServer } from "./mlflowServerModels";
import { pairs } from "./mlflowServerPairs";
import { tracesOnServer } from "./mlflowServerTraces";

const readExperiment = object({
  experiment_id: text,
  name: text,
  lifecycle_stage: optional(oneOf("active", "deleted"), "active"),
  creation_time: optional(integer),
  last_update_time: optional(integer),
  tags: pairs,
});

const readRun = object({
  info: object({
    run_id: string,
    run_name: optional(text, ""),
    user_id: optional(text, ""),
    status: optional(text, "RUNNING"),
    start_time: optional(integer, 0),
    end_time: optional(integer),
    lifecycle_stage: optional(oneOf("active", "deleted"), "active"),
    artifact_uri: optional(text, ""),
  }),
  data: optional(object({ metrics: optional(list(object({ key: text })), []), params: pairs, tags: pairs }), {
    metrics: [],
    params: [],
    tags: [],
  }),
  inputs: optional(
    object({
      dataset_inputs: optional(
        list(
          object({
            tags: pairs,
            dataset: object({
              name: text,
              digest: text,
              source_type: optional(text, ""),
              source: optional(text, ""),
              schema: optional(text),
              profile: optional(text),
            }),
          }),
        ),
        [],
      ),
      model_inputs: optional(list(object({ model_id: text })), []),
    }),
  ),
  outputs: optional(
    object({ model_outputs: optional(list(object({ model_id: text, step: optional(integer, 0) })), []) }),
  ),
});

const readPoint = object({ value: number, timestamp: integer, step: optional(integer, 0) });

/** Any MLflow tracking server, by its own REST. */
export async function* readMlflowServer(client: MlflowClient, taken: Taken): AsyncGenerator<Foreign> {
  const experiments: string[] = [];
  for await (const found of paged(
    client,
    "experiments/search",
    { view_type: "ALL", max_results: 1000 },
    "experiments",
  )) {
    const each = readExperiment(found, "experiment");
    experiments.push(each.experiment_id);
    yield {
      kind: "experiment",
      id: each.experiment_id,
      name: each.name,
      lifecycle: each.lifecycle_stage,
      ...(each.creation_time !== undefined && { createdAt: each.creation_time }),
      ...(each.last_update_time !== undefined && { updatedAt: each.last_update_time }),
      tags: each.tags,
    };
  }
  for (const experiment of experiments) {
    const query = { experiment_ids: [experiment], run_view_type: "ALL", max_results: 1000 };
    for await (const found of paged(client, "runs/search", query, "runs"))
      yield* runOf(client, experiment, found, taken);
  }
  yield* modelsOnServer(client, experiments);
  yield* tracesOnServer(client, experiments);
}

async function* runOf(client: MlflowClient, experiment: string, found: unknown, taken: Taken): AsyncGenerator<Foreign> {
  const { info, data, inputs, outputs } = readRun(found, "run");
  const stamp =
    info.end_time === undefined
      ? undefined
      : `${info.status}/${info.end_time}/${info.lifecycle_stage}/${data.metrics.length}/${data.tags.length}`;
  if (stamp !== undefined && taken.runs.get(info.run_id)?.stamp === stamp) return;
  yield {
    kind: "run",
    id: info.run_id,
    experiment,
    name: info.run_name,
    user: info.user_id,
    status: info.status,
    startTime: info.start_time,
    ...(info.end_time !== undefined && { endTime: info.end_time }),
    lifecycle: info.lifecycle_stage,
    params: data.params,
    tags: data.tags,
    datasets: (inputs?.dataset_inputs ?? []).map(
      ({ dataset: { source_type: sourceType, schema, profile, ...rest }, tags }): ForeignDataset => ({
        ...rest,
        sourceType,
        tags,
        ...(schema !== undefined && { schema }),
        ...(profile !== undefined && { profile }),
      }),
    ),
    modelInputs: (inputs?.model_inputs ?? []).map(({ model_id }): ForeignModelLink => ({ model: model_id, step: 0 })),
    modelOutputs: (outputs?.model_outputs ?? []).map(
      ({ model_id, step }): ForeignModelLink => ({ model: model_id, step }),
    ),
    artifacts: info.artifact_uri,
    ...(stamp !== undefined && { stamp }),
  };
  for (const { key } of data.metrics) {
    const points: { value: number; timestamp: number; step: number }[] = [];
    const query = { run_id: info.run_id, metric_key: key, max_results: "25000" };
    for await (const each of paged(client, "metrics/get-history", query, "metrics", "GET"))
      points.push(readPoint(each, `metric ${key}`));
    yield {
      kind: "points",
      run: info.run_id,
      key,
      values: Float64Array.from(points, (point) => point.value),
      steps: Float64Array.from(points, (point) => point.step),
      times: Float64Array.from(points, (point) => point.timestamp),
    };
  }
}
