import type { Foreign, ForeignDataset, ForeignModelLink, Pair, Taken } from "../../core/mlflow/foreign";
import { invalid } from "../../shared/apiError";
import { addTo, groupBy } from "../../shared/groups";
import type { Sqlite, SqliteRow } from "../kernel/store/sqlite";
import { openSqlite } from "../kernel/store/sqlite";
import { loggedModelsOf, registeredModelsOf } from "./mlflowDbModels";
import { tracesIn } from "./mlflowDbTraces";
import { readSqliteFile } from "./sqliteFile";
import { grouped, lifecycleOf, numberOf, textOf } from "./sqliteRows";

const pointsAtOnce = 100_000;

/** A `mlflow.db`, as MLflow's SQL store keeps it in SQLite; older schemas have fewer tables. */
export async function* readMlflowDb(path: string, taken: Taken): AsyncGenerator<Foreign> {
  const db = await openSqlite(await readSqliteFile(path));
  try {
    const tables = new Set(
      db.all("SELECT name FROM sqlite_master WHERE type = 'table'").map((row) => textOf(row.name)),
    );
    if (!tables.has("runs") || !tables.has("experiments"))
      invalid(`${path}: holds no MLflow tables 'experiments' and 'runs'`);
    const has = (table: string) => tables.has(table);
    yield { kind: "expected", runs: numberOf(db.all("SELECT count(*) AS n FROM runs")[0]?.n) };
    yield* experimentsOf(db, has);
    yield* runsOf(db, has);
    yield* pointsOf(db, taken.row);
    if (has("logged_models")) yield* loggedModelsOf(db);
    if (has("registered_models")) yield* registeredModelsOf(db, has);
    if (has("trace_info")) yield* tracesIn(db, has);
  } finally {
    db.close();
  }
}

function* experimentsOf(db: Sqlite, has: (table: string) => boolean): Iterable<Foreign> {
  const tags = has("experiment_tags")
    ? grouped(db, "SELECT experiment_id AS owner, key, value FROM experiment_tags")
    : new Map<string, Pair[]>();
  for (const row of db.all("SELECT * FROM experiments ORDER BY experiment_id"))
    yield {
      kind: "experiment",
      id: textOf(row.experiment_id),
      name: textOf(row.name),
      lifecycle: lifecycleOf(row.lifecycle_stage),
      ...(row.creation_time != null && { createdAt: numberOf(row.creation_time) }),
      ...(row.last_update_time != null && { updatedAt: numberOf(row.last_update_time) }),
      tags: tags.get(textOf(row.experiment_id)) ?? [],
    };
}

function* runsOf(db: Sqlite, has: (table: string) => boolean): Iterable<Foreign> {
  const params = grouped(db, "SELECT run_uuid AS owner, key, value FROM params");
  const tags = grouped(db, "SELECT run_uuid AS owner, key, value FROM tags");
  const datasets = has("inputs") && has("datasets") ? datasetInputs(db) : new Map<string, ForeignDataset[]>();
  const outputs = has("inputs") ? modelLinks(db, "MODEL_OUTPUT") : new Map<string, ForeignModelLink[]>();
  const inputs = has("inputs") ? modelLinks(db, "MODEL_INPUT") : new Map<string, ForeignModelLink[]>();
  for (const row of db.all("SELECT * FROM runs")) {
    const id = textOf(row.run_uuid);
    const mine = tags.get(id) ?? [];
    yield {
      kind: "run",
      id,
      experiment: textOf(row.experiment_id),
      name: textOf(row.name) || (mine.find(([key]) => key === "mlflow.runName")?.[1] ?? ""),
      user: textOf(row.user_id),
      status: textOf(row.status) || "RUNNING",
      startTime: numberOf(row.start_time),
      ...(row.end_time != null && { endTime: numberOf(row.end_time) }),
      lifecycle: lifecycleOf(row.lifecycle_stage),
      ...(row.deleted_time != null && { deletedAt: numberOf(row.deleted_time) }),
      params: params.get(id) ?? [],
      tags: mine,
      datasets: datasets.get(id) ?? [],
      modelInputs: inputs.get(id) ?? [],
      modelOutputs: outputs.get(id) ?? [],
      artifacts: textOf(row.artifact_uri),
    };
  }
}

/** In the order they were written, so that the last row says how far we are. */
function* pointsOf(db: Sqlite, after: number): Iterable<Foreign> {
  const last = numberOf(db.all("SELECT max(rowid) AS n FROM metrics")[0]?.n);
  // a database that was rebuilt numbers its rows anew; points that come twice are kept once
  let row = after > last ? 0 : after;
  while (row < last) {
    const rows = db.all(
      `SELECT rowid AS n, run_uuid, key, CASE WHEN is_nan THEN NULL ELSE value END AS value, timestamp, step
       FROM metrics WHERE rowid > ? ORDER BY rowid LIMIT ?`,
      [row, pointsAtOnce],
    );
    row = numberOf(rows.at(-1)?.n);
    yield* bySeries(rows);
    yield { kind: "mark", row };
  }
}

function* bySeries(rows: readonly SqliteRow[]): Iterable<Foreign> {
  const series = groupBy(rows, (row) => `${textOf(row.run_uuid)} ${textOf(row.key)}`);
  for (const mine of series.values())
    yield {
      kind: "points",
      run: textOf(mine[0]?.run_uuid),
      key: textOf(mine[0]?.key),
      values: Float64Array.from(mine, (row) => (row.value == null ? Number.NaN : numberOf(row.value))),
      steps: Float64Array.from(mine, (row) => numberOf(row.step)),
      times: Float64Array.from(mine, (row) => numberOf(row.timestamp)),
    };
}

function datasetInputs(db: Sqlite): Map<string, ForeignDataset[]> {
  const tags = grouped(db, "SELECT input_uuid AS owner, name AS key, value FROM input_tags");
  const found = new Map<string, ForeignDataset[]>();
  const rows = db.all(
    `SELECT inputs.input_uuid, inputs.destination_id AS run, datasets.* FROM inputs
     JOIN datasets ON datasets.dataset_uuid = inputs.source_id
     WHERE inputs.source_type = 'DATASET' AND inputs.destination_type = 'RUN'`,
  );
  for (const row of rows) {
    const dataset: ForeignDataset = {
      name: textOf(row.name),
      digest: textOf(row.digest),
      sourceType: textOf(row.dataset_source_type),
      source: textOf(row.dataset_source),
      ...(row.dataset_schema != null && { schema: textOf(row.dataset_schema) }),
      ...(row.dataset_profile != null && { profile: textOf(row.dataset_profile) }),
      tags: tags.get(textOf(row.input_uuid)) ?? [],
    };
    addTo(found, textOf(row.run), dataset);
  }
  return found;
}

function modelLinks(db: Sqlite, side: "MODEL_INPUT" | "MODEL_OUTPUT"): Map<string, ForeignModelLink[]> {
  const found = new Map<string, ForeignModelLink[]>();
  for (const row of db.all("SELECT * FROM inputs WHERE destination_type = ?", [side]))
    addTo(found, textOf(row.source_id), { model: textOf(row.destination_id), step: numberOf(row.step) });
  return found;
}
