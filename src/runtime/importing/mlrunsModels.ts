import { join } from "node:path";
import type { Foreign, ForeignLoggedModel, ForeignModelMetric } from "../../core/mlflow/foreign";
import { readYaml } from "../../core/yaml/readYaml";
import { integer, object, oneOf, optional, text } from "../../shared/readers";
import { files, folders, guarded, pairs, pythonFloat, readText } from "./mlrunsFiles";
import { readModelVersion } from "./modelVersion";

const modelStatuses = ["UNSPECIFIED", "PENDING", "READY", "FAILED"] as const;

const readModel = object({
  model_id: text,
  name: optional(text, ""),
  model_type: optional(text),
  source_run_id: optional(text),
  status: integer,
  status_message: optional(text),
  creation_timestamp: integer,
  last_updated_timestamp: integer,
  lifecycle_stage: optional(oneOf("active", "deleted"), "active"),
  artifact_location: optional(text, ""),
});

const readRegistered = object({
  name: text,
  description: optional(text),
  creation_timestamp: integer,
  last_updated_timestamp: integer,
});

/** MLflow 3's logged models: one folder a model beside the runs of an experiment. */
export async function* loggedModels(folder: string, experiment: string): AsyncGenerator<Foreign> {
  for (const id of await folders(folder)) {
    const path = join(folder, id);
    yield await guarded(path, () => loggedModel(path, experiment));
  }
}

async function loggedModel(path: string, experiment: string): Promise<ForeignLoggedModel> {
  const meta = readModel(readYaml(await readText(join(path, "meta.yaml"))), "meta.yaml");
  const metrics: ForeignModelMetric[] = [];
  for (const key of await files(join(path, "metrics")))
    for (const line of (await readText(join(path, "metrics", key))).split("\n"))
      if (line !== "") metrics.push(metricOf(key, line));
  return {
    kind: "logged-model",
    id: meta.model_id,
    experiment,
    name: meta.name,
    ...(meta.model_type !== undefined && { type: meta.model_type }),
    status: modelStatuses[meta.status] ?? "UNSPECIFIED",
    ...(meta.status_message !== undefined && { statusMessage: meta.status_message }),
    ...(meta.source_run_id !== undefined && { sourceRun: meta.source_run_id }),
    createdAt: meta.creation_timestamp,
    updatedAt: meta.last_updated_timestamp,
    lifecycle: meta.lifecycle_stage,
    params: await pairs(join(path, "params")),
    tags: await pairs(join(path, "tags")),
    metrics,
    artifacts: meta.artifact_location || join(path, "artifacts"),
  };
}

/** `time value step run [dataset digest]` */
function metricOf(key: string, line: string): ForeignModelMetric {
  const [time = "", value = "", step = "0", run = "", name, digest] = line.split(" ");
  return {
    key,
    value: pythonFloat(value),
    timestamp: Number(time),
    step: Number(step),
    run,
    ...(name !== undefined && { datasetName: name }),
    ...(digest !== undefined && { datasetDigest: digest }),
  };
}

export async function* registeredModels(root: string): AsyncGenerator<Foreign> {
  for (const name of await folders(root)) {
    const path = join(root, name);
    yield await guarded(path, async () => {
      const meta = readRegistered(readYaml(await readText(join(path, "meta.yaml"))), "meta.yaml");
      const aliases = await pairs(join(path, "aliases"));
      return {
        kind: "registered-model",
        name: meta.name,
        ...(meta.description !== undefined && { description: meta.description }),
        createdAt: meta.creation_timestamp,
        updatedAt: meta.last_updated_timestamp,
        tags: await pairs(join(path, "tags")),
        aliases: aliases.map(([alias, version]) => [alias, Number(version)] as const),
      };
    });
    for (const version of (await folders(path)).filter((each) => each.startsWith("version-")))
      yield await guarded(join(path, version), () => versionOf(join(path, version)));
  }
}

async function versionOf(path: string): Promise<Foreign> {
  const meta = readYaml(await readText(join(path, "meta.yaml")));
  return readModelVersion(meta, "meta.yaml", await pairs(join(path, "tags")));
}
