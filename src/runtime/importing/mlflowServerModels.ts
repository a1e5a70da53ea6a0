import type { Foreign } from "../../core/mlflow/foreign";
import { integer, list, number, object, optional, text } from "../../shared/readers";
import { type MlflowClient, paged } from "./mlflowClient";
import { pairs } from "./mlflowServerPairs";
import { readModelVersion } from "./modelVersion";

const readLogged = object({
  info: object({
    model_id: text,
    experiment_id: text,
    name: optional(text, ""),
    model_type: optional(text),
    source_run_id: optional(text),
    status: optional(text, "LOGGED_MODEL_READY"),
    status_message: optional(text),
    creation_timestamp_ms: optional(integer, 0),
    last_updated_timestamp_ms: optional(integer, 0),
    artifact_uri: optional(text, ""),
    tags: pairs,
  }),
  data: optional(
    object({
      params: pairs,
      metrics: optional(
        list(
          object({
            key: text,
            value: number,
            timestamp: integer,
            step: optional(integer, 0),
            run_id: optional(text, ""),
            dataset_name: optional(text),
            dataset_digest: optional(text),
          }),
        ),
        [],
      ),
    }),
    { params: [], metrics: [] },
  ),
});

const readRegistered = object({
  name: text,
  description: optional(text),
  creation_timestamp: optional(integer, 0),
  last_updated_timestamp: optional(integer, 0),
  tags: pairs,
  aliases: optional(list(object({ alias: text, version: integer })), []),
});

const readTags = object({ tags: pairs });

const loggedStatus = {
  LOGGED_MODEL_PENDING: "PENDING",
  LOGGED_MODEL_READY: "READY",
  LOGGED_MODEL_UPLOAD_FAILED: "FAILED",
} as const;

export async function* modelsOnServer(client: MlflowClient, experiments: readonly string[]): AsyncGenerator<Foreign> {
  for (const experiment of experiments)
    for await (const found of paged(
      client,
      "logged-models/search",
      { experiment_ids: [experiment], max_results: 100 },
      "models",
    ))
      yield loggedModelOf(found);
  for await (const found of paged(
    client,
    "registered-models/search",
    { max_results: "1000" },
    "registered_models",
    "GET",
  )) {
    const model = readRegistered(found, "registered model");
    yield {
      kind: "registered-model",
      name: model.name,
      ...(model.description !== undefined && { description: model.description }),
      createdAt: model.creation_timestamp,
      updatedAt: model.last_updated_timestamp,
      tags: model.tags,
      aliases: model.aliases.map(({ alias, version }) => [alias, version] as const),
    };
  }
  for await (const found of paged(client, "model-versions/search", { max_results: "1000" }, "model_versions", "GET"))
    yield readModelVersion(found, "model version", readTags(found, "model version").tags);
}

function loggedModelOf(found: unknown): Foreign {
  const { info, data } = readLogged(found, "logged model");
  return {
    kind: "logged-model",
    id: info.model_id,
    experiment: info.experiment_id,
    name: info.name,
    ...(info.model_type !== undefined && { type: info.model_type }),
    status: loggedStatus[info.status as keyof typeof loggedStatus] ?? "UNSPECIFIED",
    ...(info.status_message !== undefined && { statusMessage: info.status_message }),
    ...(info.source_run_id !== undefined && { sourceRun: info.source_run_id }),
    createdAt: info.creation_timestamp_ms,
    updatedAt: info.last_updated_timestamp_ms,
    lifecycle: "active",
    params: data.params,
    tags: info.tags,
    metrics: data.metrics.map(({ run_id: run, dataset_name, dataset_digest, ...rest }) => ({
      ...rest,
      run,
      ...(dataset_name !== undefined && { datasetName: dataset_name }),
      ...(dataset_digest !== undefined && { datasetDigest: dataset_digest }),
    })),
    artifacts: info.artifact_uri,
  };
}
