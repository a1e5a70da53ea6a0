import type { Foreign } from "../../core/mlflow/foreign";
import { addTo } from "../../shared/groups";
import type { Sqlite, SqliteRow } from "../kernel/store/sqlite";
import { grouped, numberOf, textOf } from "./sqliteRows";

export function* tracesIn(db: Sqlite, has: (table: string) => boolean): Iterable<Foreign> {
  const tags = grouped(db, "SELECT request_id AS owner, key, value FROM trace_tags");
  const metadata = grouped(db, "SELECT request_id AS owner, key, value FROM trace_request_metadata");
  const spans = new Map<string, string[]>();
  if (has("spans"))
    for (const row of db.all("SELECT trace_id, content FROM spans"))
      addTo(spans, textOf(row.trace_id), textOf(row.content));
  const assessments = new Map<string, unknown[]>();
  if (has("assessments"))
    for (const row of db.all("SELECT * FROM assessments")) addTo(assessments, textOf(row.trace_id), assessmentOf(row));
  for (const row of db.all("SELECT * FROM trace_info")) {
    const id = textOf(row.request_id);
    const experiment = textOf(row.experiment_id);
    yield {
      kind: "trace",
      id,
      experiment,
      info: {
        trace_id: id,
        request_time: new Date(numberOf(row.timestamp_ms)).toISOString(),
        ...(row.execution_time_ms != null && { execution_duration_ms: numberOf(row.execution_time_ms) }),
        state: textOf(row.status),
        ...(row.client_request_id != null && { client_request_id: textOf(row.client_request_id) }),
        ...(row.request_preview != null && { request_preview: textOf(row.request_preview) }),
        ...(row.response_preview != null && { response_preview: textOf(row.response_preview) }),
        trace_metadata: { ...Object.fromEntries(metadata.get(id) ?? []), ...figuresOf(row) },
        tags: {
          ...Object.fromEntries(tags.get(id) ?? []),
          ...(row.trace_name != null && { "mlflow.traceName": textOf(row.trace_name) }),
        },
        assessments: assessments.get(id) ?? [],
      },
      spans: spans.get(id) ?? [],
    };
  }
}

const tokens = [
  "input_tokens",
  "output_tokens",
  "total_tokens",
  "cache_read_input_tokens",
  "cache_creation_input_tokens",
  "cache_creation_input_tokens_above_1hr",
];
const costs = ["input_cost", "output_cost", "total_cost"];

/** Metadata that newer databases keep in columns of their own. */
function figuresOf(row: SqliteRow): Record<string, string> {
  const picked = (columns: readonly string[]) =>
    Object.fromEntries(columns.flatMap((column) => (row[column] == null ? [] : [[column, numberOf(row[column])]])));
  const figures = { "mlflow.trace.tokenUsage": picked(tokens), "mlflow.trace.cost": picked(costs) };
  return {
    ...(row.session_id != null && { "mlflow.trace.session": textOf(row.session_id) }),
    ...Object.fromEntries(
      Object.entries(figures)
        .filter(([, found]) => Object.keys(found).length > 0)
        .map(([key, found]) => [key, JSON.stringify(found)]),
    ),
  };
}

/** As MLflow prints an assessment in JSON. */
function assessmentOf(row: SqliteRow): Record<string, unknown> {
  const value: unknown = JSON.parse(textOf(row.value) || "null");
  const error: unknown = row.error == null ? undefined : JSON.parse(textOf(row.error));
  return {
    assessment_id: textOf(row.assessment_id),
    assessment_name: textOf(row.name),
    trace_id: textOf(row.trace_id),
    source: { source_type: textOf(row.source_type), source_id: textOf(row.source_id) },
    create_time: new Date(numberOf(row.created_timestamp)).toISOString(),
    last_update_time: new Date(numberOf(row.last_updated_timestamp)).toISOString(),
    ...(textOf(row.assessment_type) === "expectation"
      ? { expectation: { value } }
      : { feedback: { value, ...(error !== undefined && { error }) } }),
    ...(row.rationale != null && { rationale: textOf(row.rationale) }),
    ...(row.span_id != null && { span_id: textOf(row.span_id) }),
    ...(row.overrides != null && { overrides: textOf(row.overrides) }),
    ...(row.assessment_metadata != null && { metadata: JSON.parse(textOf(row.assessment_metadata)) as unknown }),
    valid: Boolean(row.valid),
  };
}
