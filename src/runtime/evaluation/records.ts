import { createHash, randomUUID } from "node:crypto";
import { type Exact, isMap, parseExact, printExact } from "../../core/json/exact";
import { invalid } from "../../shared/apiError";
import { type RecordDoc, userTag } from "./datasetDoc";

export type RecordInput = ReadonlyMap<string, Exact>;

/** The records of a request: JSON within JSON. */
export function readRecords(text: string): RecordInput[] {
  const parsed = parseExact(text);
  if (!Array.isArray(parsed)) return invalid("records: expected a JSON list of records");
  return parsed.map((record: Exact, i) => {
    if (!isMap(record)) return invalid(`records[${i}]: expected an object`);
    for (const field of ["inputs", "expectations", "tags", "source"] as const) {
      const value = record.get(field);
      if (value !== undefined && value !== null && !isMap(value)) invalid(`records[${i}].${field}: expected an object`);
    }
    return record;
  });
}

/** The same inputs are the same record, whatever the order of their keys. */
export function inputsHash(record: RecordInput): string {
  return createHash("sha256")
    .update(printExact(inputsOf(record), { ascii: true, sortKeys: true }))
    .digest("hex");
}

function inputsOf(record: RecordInput): Exact {
  return record.get("inputs") ?? new Map();
}

export function userOf(record: RecordInput): string | undefined {
  const tags = record.get("tags");
  const user = tags !== undefined && isMap(tags) ? tags.get(userTag) : undefined;
  return typeof user === "string" ? user : undefined;
}

export function newRecord(dataset: string, record: RecordInput, now: number): RecordDoc {
  const user = userOf(record);
  const outputs = record.has("outputs") ? record.get("outputs") : new Map();
  return {
    id: `dr-${randomUUID().replaceAll("-", "")}`,
    dataset,
    created: now,
    updated: now,
    inputs: printed(inputsOf(record)),
    ...(outputs !== null && outputs !== undefined && { outputs: printed(outputs) }),
    ...printedField(record, "expectations"),
    ...printedField(record, "tags"),
    ...sourceOf(record),
    ...(user !== undefined && { created_by: user, updated_by: user }),
  };
}

/** What a record says anew lies over what it said: outputs as a whole, expectations and tags key by key. */
export function mergeRecord(before: RecordDoc, record: RecordInput, now: number): RecordDoc {
  const outputs = record.get("outputs");
  const { outputs: former, ...rest } = before;
  const kept = record.has("outputs")
    ? outputs === null || outputs === undefined
      ? undefined
      : printed(outputs)
    : former;
  const user = userOf(record);
  return {
    ...rest,
    ...(kept !== undefined && { outputs: kept }),
    ...mergedField(before, record, "expectations"),
    ...mergedField(before, record, "tags"),
    updated: now,
    ...(user !== undefined && { updated_by: user }),
  };
}

function printed(value: Exact): string {
  return printExact(value);
}

function printedField(record: RecordInput, field: "expectations" | "tags"): Partial<RecordDoc> {
  const value = record.get(field);
  return value === undefined || value === null ? {} : { [field]: printed(value) };
}

function mergedField(before: RecordDoc, record: RecordInput, field: "expectations" | "tags"): Partial<RecordDoc> {
  const more = record.get(field);
  if (more === undefined || !isMap(more) || more.size === 0) return {};
  const known = parseExact(before[field] ?? "{}");
  return { [field]: printed(new Map([...(known !== undefined && isMap(known) ? known : []), ...more])) };
}

const sourceTypes = ["UNSPECIFIED", "TRACE", "HUMAN", "DOCUMENT", "CODE"];

function sourceOf(record: RecordInput): Partial<RecordDoc> {
  const source = record.get("source");
  if (source === undefined || source === null || !isMap(source)) return {};
  const said = source.get("source_type");
  const type = typeof said === "string" ? said.toUpperCase() : "";
  if (!sourceTypes.includes(type))
    return invalid(`Invalid dataset record source type: ${type}. Valid source types: ${sourceTypes.join(", ")}`);
  const data = source.get("source_data");
  const fields = data !== undefined && isMap(data ?? null) ? (data as RecordInput) : new Map<string, Exact>();
  const id = fields.get(type === "TRACE" ? "trace_id" : "source_id");
  const doc = new Map<string, Exact>([
    ["source_type", type],
    ["source_data", fields],
  ]);
  return { source: printed(doc), source_type: type, ...(typeof id === "string" && { source_id: id }) };
}

/** As MLflow's client reads it back. */
export function printRecord(record: RecordDoc): string {
  const text = (value: string) => JSON.stringify(value);
  const fields = [
    `"dataset_record_id": ${text(record.id)}`,
    `"dataset_id": ${text(record.dataset)}`,
    `"inputs": ${record.inputs}`,
    ...(record.outputs === undefined ? [] : [`"outputs": ${record.outputs}`]),
    ...(record.expectations === undefined ? [] : [`"expectations": ${record.expectations}`]),
    `"tags": ${record.tags ?? "{}"}`,
    ...(record.source === undefined ? [] : [`"source": ${record.source}`]),
    ...(record.source_id === undefined ? [] : [`"source_id": ${text(record.source_id)}`]),
    ...(record.source_type === undefined ? [] : [`"source_type": ${text(record.source_type)}`]),
    `"created_time": ${record.created}`,
    `"last_update_time": ${record.updated}`,
    ...(record.created_by === undefined ? [] : [`"created_by": ${text(record.created_by)}`]),
    ...(record.updated_by === undefined ? [] : [`"last_updated_by": ${text(record.updated_by)}`]),
  ];
  return `{${fields.join(", ")}}`;
}
