import type { Points } from "../kernel/store/change";
import type { Table } from "../kernel/store/table";
import { readDouble, readInteger } from "./fields";
import { checkKey, invalidValue, missingValue } from "./limits";

interface Point {
  readonly key: string;
  readonly value: number;
  readonly time: number;
  readonly step: number;
}

/** A point that belongs to a logged model as well as to its run. */
export interface ModelPoint extends Point {
  readonly model_id: string;
  readonly dataset_name: string;
  readonly dataset_digest: string;
}

export interface ParsedPoints {
  readonly points: Points;
  readonly models: readonly ModelPoint[];
}

/** A metric as it stands in a request; every field still to be checked. */
interface Raw {
  readonly key?: unknown;
  readonly value?: unknown;
  readonly timestamp?: unknown;
  readonly step?: unknown;
  readonly model_id?: unknown;
  readonly dataset_name?: unknown;
  readonly dataset_digest?: unknown;
}

const none: readonly ModelPoint[] = [];

/** The hot loop of log-batch: one pass, into typed arrays. A key that is a column already was checked when it became one. */
export function readPoints(list: readonly unknown[], table: Table): ParsedPoints {
  const count = list.length;
  const names: string[] = [];
  const known = new Map<unknown, number>();
  const series = new Uint32Array(count);
  const values = new Float64Array(count);
  const steps = new Float64Array(count);
  const times = new Float64Array(count);
  let models: ModelPoint[] | undefined;
  for (let i = 0; i < count; i++) {
    const raw = list[i] as Raw | null;
    if (typeof raw !== "object" || raw === null) invalidValue(`metrics[${i}]`, raw, "expected an object");
    const { key, value, timestamp, step } = raw as Raw;
    let name = known.get(key);
    if (name === undefined) {
      name = names.push(readKey(key, table, i)) - 1;
      known.set(key, name);
    }
    series[i] = name;
    values[i] = typeof value === "number" ? value : readValue(value, i);
    times[i] =
      typeof timestamp === "number" && timestamp >= 0 && Number.isInteger(timestamp)
        ? timestamp
        : readTime(timestamp, i);
    steps[i] =
      step === undefined ? 0 : typeof step === "number" && Number.isSafeInteger(step) ? step : readStep(step, i);
    const model = (raw as Raw).model_id;
    if (model !== undefined && model !== null && model !== "") {
      models ??= [];
      const point = { key: names[name], value: values[i], time: times[i], step: steps[i] } as Point;
      models.push(readModelPoint(raw as Raw, i, point));
    }
  }
  return { points: { names, series, values, steps, times }, models: models ?? none };
}

function readKey(key: unknown, table: Table, i: number): string {
  if (key === undefined || key === null || key === "") missingValue(`metrics[${i}].key`);
  if (typeof key !== "string") return invalidValue(`metrics[${i}].key`, key, "expected a string");
  return table.series.has(key) ? key : checkKey(key, `metrics[${i}].name`);
}

function readValue(value: unknown, i: number): number {
  if (value === undefined || value === null || value === "") missingValue(`metrics[${i}].value`);
  return readDouble(value, `metrics[${i}].value`);
}

function readTime(time: unknown, i: number): number {
  const field = `metrics[${i}].timestamp`;
  if (time === undefined || time === null || time === "") missingValue(field);
  const parsed = readInteger(time, field);
  return parsed < 0 ? invalidValue(field, time, "Timestamp must be a nonnegative long (64-bit integer)") : parsed;
}

function readStep(step: unknown, i: number): number {
  return step === null ? 0 : readInteger(step, `metrics[${i}].step`);
}

function readModelPoint(raw: Raw, i: number, point: Point): ModelPoint {
  const text = (field: "model_id" | "dataset_name" | "dataset_digest"): string => {
    const found = raw[field] ?? "";
    return typeof found === "string" ? found : invalidValue(`metrics[${i}].${field}`, found, "expected a string");
  };
  return {
    model_id: text("model_id"),
    dataset_name: text("dataset_name"),
    dataset_digest: text("dataset_digest"),
    ...point,
  };
}
