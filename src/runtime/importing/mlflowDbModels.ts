import type { Foreign, ForeignModelMetric, Pair } from "../../core/mlflow/foreign";
import { addTo } from "../../shared/groups";
import type { Sqlite } from "../kernel/store/sqlite";
import { grouped, lifecycleOf, numberOf, textOf } from "./sqliteRows";

const modelStatuses = ["UNSPECIFIED", "PENDING", "READY", "FAILED"] as const;

export function* loggedModelsOf(db: Sqlite): Iterable<Foreign> {
  const params = grouped(
    db,
    "SELECT model_id AS owner, param_key AS key, param_value AS value FROM logged_model_params",
  );
  const tags = grouped(db, "SELECT model_id AS owner, tag_key AS key, tag_value AS value FROM logged_model_tags");
  const metrics = new Map<string, ForeignModelMetric[]>();
  for (const row of db.all("SELECT * FROM logged_model_metrics"))
    addTo(metrics, textOf(row.model_id), {
      key: textOf(row.metric_name),
      value: numberOf(row.metric_value),
      timestamp: numberOf(row.metric_timestamp_ms),
      step: numberOf(row.metric_step),
      run: textOf(row.run_id),
      ...(row.dataset_name != null && { datasetName: textOf(row.dataset_name) }),
      ...(row.dataset_digest != null && { datasetDigest: textOf(row.dataset_digest) }),
    });
  for (const row of db.all("SELECT * FROM logged_models")) {
    const id = textOf(row.model_id);
    yield {
      kind: "logged-model",
      id,
      experiment: textOf(row.experiment_id),
      name: textOf(row.name),
      ...(row.model_type != null && { type: textOf(row.model_type) }),
      status: modelStatuses[numberOf(row.status)] ?? "UNSPECIFIED",
      ...(row.status_message != null && { statusMessage: textOf(row.status_message) }),
      ...(row.source_run_id != null && { sourceRun: textOf(row.source_run_id) }),
      createdAt: numberOf(row.creation_timestamp_ms),
      updatedAt: numberOf(row.last_updated_timestamp_ms),
      lifecycle: lifecycleOf(row.lifecycle_stage),
      params: params.get(id) ?? [],
      tags: tags.get(id) ?? [],
      metrics: metrics.get(id) ?? [],
      artifacts: textOf(row.artifact_location),
    };
  }
}

export function* registeredModelsOf(db: Sqlite, has: (table: string) => boolean): Iterable<Foreign> {
  const none = new Map<string, Pair[]>();
  const tags = has("registered_model_tags")
    ? grouped(db, "SELECT name AS owner, key, value FROM registered_model_tags")
    : none;
  const aliases = has("registered_model_aliases")
    ? grouped(db, "SELECT name AS owner, alias AS key, version AS value FROM registered_model_aliases")
    : none;
  for (const row of db.all("SELECT * FROM registered_models")) {
    const name = textOf(row.name);
    yield {
      kind: "registered-model",
      name,
      ...(row.description != null && { description: textOf(row.description) }),
      createdAt: numberOf(row.creation_time),
      updatedAt: numberOf(row.last_updated_time),
      tags: tags.get(name) ?? [],
      aliases: (aliases.get(name) ?? []).map(([alias, version]) => [alias, Number(version)] as const),
    };
  }
  yield* versionsOf(db, has);
}

function* versionsOf(db: Sqlite, has: (table: string) => boolean): Iterable<Foreign> {
  const tags = has("model_version_tags")
    ? grouped(db, "SELECT name || '/' || version AS owner, key, value FROM model_version_tags")
    : new Map<string, Pair[]>();
  for (const row of db.all("SELECT * FROM model_versions ORDER BY name, version")) {
    const source = textOf(row.source);
    const model = /^models:\/(m-[0-9a-f]+)$/.exec(source)?.[1];
    yield {
      kind: "model-version",
      name: textOf(row.name),
      version: numberOf(row.version),
      ...(row.description != null && { description: textOf(row.description) }),
      ...(row.user_id != null && { user: textOf(row.user_id) }),
      stage: textOf(row.current_stage) || "None",
      source,
      ...(row.run_id != null && { run: textOf(row.run_id) }),
      ...(row.run_link != null && { runLink: textOf(row.run_link) }),
      status: textOf(row.status) || "READY",
      ...(row.status_message != null && { statusMessage: textOf(row.status_message) }),
      ...(row.storage_location != null && { storage: textOf(row.storage_location) }),
      ...(model !== undefined && { model }),
      createdAt: numberOf(row.creation_time),
      updatedAt: numberOf(row.last_updated_time),
      tags: tags.get(`${textOf(row.name)}/${numberOf(row.version)}`) ?? [],
    };
  }
}
