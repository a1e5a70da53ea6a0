import type { TextColumn } from "../kernel/store/columns";
import type { Store } from "../kernel/store/store";
import type { Table } from "../kernel/store/table";

/** Names of what this room keeps, and the shape of its documents. */

export const runsTable = "runs";
/** A row a (logged model, run, dataset); its series are the model's metrics. */
export const modelMetricsTable = "model-metrics";

export const collections = {
  experiments: "experiments",
  inputs: "run-inputs",
  datasets: "datasets",
  loggedModels: "logged-models",
  counters: "counters",
  /** On disk: a document a run, seldom read. */
  provenance: "cold:provenance",
} as const;

/** Prefixes of the cells of a run. */
export const paramCell = "param:";
export const tagCell = "tag:";

/** Held by who purges and who restores: what is being purged cannot come back half-way. */
export const purging = "purge";

export const runNameTag = "mlflow.runName";
export const parentTag = "mlflow.parentRunId";
export const datasetContextTag = "mlflow.data.context";

export type KeyValueDoc = { readonly key: string; readonly value: string };

export type ExperimentDoc = {
  readonly experiment_id: string;
  readonly name: string;
  readonly artifact_location: string;
  readonly lifecycle_stage: "active" | "deleted";
  readonly creation_time: number;
  readonly last_update_time: number;
  readonly deleted_at?: number;
  readonly tags: readonly KeyValueDoc[];
};

export function deletedAt(doc: ExperimentDoc): number {
  return doc.deleted_at ?? doc.last_update_time;
}

export type DatasetDoc = {
  readonly experiment_id: string;
  readonly name: string;
  readonly digest: string;
  readonly source_type: string;
  readonly source: string;
  readonly schema?: string;
  readonly profile?: string;
};

export type InputsDoc = {
  readonly datasets: readonly { readonly dataset: string; readonly tags: readonly KeyValueDoc[] }[];
  readonly model_inputs: readonly { readonly model_id: string }[];
  readonly model_outputs: readonly { readonly model_id: string; readonly step: number }[];
};

export const modelStatuses = [
  "LOGGED_MODEL_STATUS_UNSPECIFIED",
  "LOGGED_MODEL_PENDING",
  "LOGGED_MODEL_READY",
  "LOGGED_MODEL_UPLOAD_FAILED",
] as const;
export type ModelStatus = (typeof modelStatuses)[number];

export type LoggedModelDoc = {
  readonly model_id: string;
  readonly experiment_id: string;
  readonly name: string;
  readonly artifact_uri: string;
  readonly creation_timestamp_ms: number;
  readonly last_updated_timestamp_ms: number;
  readonly status: ModelStatus;
  readonly status_message?: string;
  readonly model_type: string;
  readonly source_run_id: string;
  readonly lifecycle: "active" | "deleted";
  readonly tags: readonly KeyValueDoc[];
  readonly params: readonly KeyValueDoc[];
};

export function runsOf(store: Store): Table {
  return store.table(runsTable);
}

/** The columns of one family, with the prefix taken off their names. */
export function* family(table: Table, prefix: string): Iterable<readonly [string, TextColumn]> {
  for (const [name, column] of table.texts) if (name.startsWith(prefix)) yield [name.slice(prefix.length), column];
}

/** Pairs over others, the later value of a key winning. */
export function mergePairs(pairs: readonly KeyValueDoc[], more: readonly KeyValueDoc[]): KeyValueDoc[] {
  const merged = new Map(pairs.map((pair) => [pair.key, pair.value]));
  for (const { key, value } of more) merged.set(key, value);
  return [...merged].map(([key, value]) => ({ key, value }));
}

/** Friendly names over the store's own tables, for the SQL console. */
export const trackingViews: readonly string[] = [
  "CREATE VIEW metrics AS SELECT id AS run_id, key, value, step, time AS timestamp FROM runs_series",
  "CREATE VIEW params AS SELECT id AS run_id, key, value FROM runs_param",
  "CREATE VIEW tags AS SELECT id AS run_id, key, value FROM runs_tag",
];
