import type { Order } from "../../../core/search/orderBy";
import { invalid } from "../../../shared/apiError";
import { type NumberColumn, pageBits, pageSize, type SeriesColumn, type TextColumn } from "../../kernel/store/columns";
import type { Table } from "../../kernel/store/table";
import { paramCell, tagCell } from "../store";

/** One key of an order, taken out of its column: position i belongs to `rows[i]`. Numbers come first, then NaN, then what is missing. */
interface Key {
  readonly values: Float64Array;
  /** 0 a number, 1 NaN, 2 missing; absent when all are numbers. */
  readonly classes: Uint8Array | undefined;
  readonly sign: 1 | -1;
}

const inPage = pageSize - 1;

/** Compares positions in `rows`. Ties: newest start first, then run id. */
export function compileOrder(
  orders: readonly Order[],
  runs: Table,
  rows: Int32Array,
): (a: number, b: number) => number {
  const keys = orders.map((order) => keyOf(order, runs, rows));
  if (!orders.some(({ entity, key }) => entity === "attribute" && key === "start_time"))
    keys.push(numberKey(runs.numbers.get("start_time"), rows, -1));
  const [first, ...rest] = keys;
  return (a, b) => {
    const primary = first ? compareKey(first, a, b) : 0;
    if (primary !== 0) return primary;
    for (const key of rest) {
      const found = compareKey(key, a, b);
      if (found !== 0) return found;
    }
    return compareText(runs.id(rows[a] as number) ?? "", runs.id(rows[b] as number) ?? "");
  };
}

function compareKey({ values, classes, sign }: Key, a: number, b: number): number {
  if (classes) {
    const apart = (classes[a] as number) - (classes[b] as number);
    if (apart !== 0) return apart;
    if (classes[a] !== 0) return 0;
  }
  const left = values[a] as number;
  const right = values[b] as number;
  return left === right ? 0 : left < right ? -sign : sign;
}

function compareText(a: string, b: string): number {
  return a === b ? 0 : a < b ? -1 : 1;
}

function keyOf(order: Order, runs: Table, rows: Int32Array): Key {
  const sign = order.ascending ? 1 : -1;
  switch (order.entity) {
    case "metric":
      return metricKey(runs.series.get(order.key), rows, sign);
    case "param":
      return textKey(runs.texts.get(paramCell + order.key), rows, sign);
    case "tag":
      return textKey(runs.texts.get(tagCell + order.key), rows, sign);
    case "attribute":
      return attributeKey(order.key, runs, rows, sign);
    default:
      return invalid(`order_by: Invalid identifier type '${order.entity}'`);
  }
}

const cellOf: Readonly<Record<string, string>> = { run_name: "name", user_id: "user" };

function attributeKey(key: string, runs: Table, rows: Int32Array, sign: 1 | -1): Key {
  if (key === "start_time" || key === "end_time") return numberKey(runs.numbers.get(key), rows, sign);
  if (key === "duration") return durationKey(runs, rows, sign);
  if (key === "run_id") return idKey(runs, rows, sign);
  return textKey(runs.texts.get(cellOf[key] ?? key), rows, sign);
}

function metricKey(series: SeriesColumn | undefined, rows: Int32Array, sign: 1 | -1): Key {
  return buildKey(rows, sign, (ordinal) => {
    const page = series?.pages[ordinal >> pageBits];
    const i = ordinal & inPage;
    return page === undefined || page.counts[i] === 0 ? undefined : page.values[i];
  });
}

function numberKey(column: NumberColumn | undefined, rows: Int32Array, sign: 1 | -1): Key {
  return buildKey(rows, sign, (ordinal) => column?.get(ordinal));
}

function durationKey(runs: Table, rows: Int32Array, sign: 1 | -1): Key {
  const start = runs.numbers.get("start_time");
  const end = runs.numbers.get("end_time");
  return buildKey(rows, sign, (ordinal) => {
    const length = (end?.at(ordinal) ?? Number.NaN) - (start?.at(ordinal) ?? Number.NaN);
    return Number.isNaN(length) ? undefined : length;
  });
}

/** Words become ranks, so that comparing rows compares numbers. */
function textKey(column: TextColumn | undefined, rows: Int32Array, sign: 1 | -1): Key {
  if (!column) return buildKey(rows, sign, () => undefined);
  const used = new Set<number>();
  for (const ordinal of rows) used.add(column.code(ordinal));
  used.delete(0);
  const codes = [...used].sort((a, b) => compareText(column.words[a - 1] as string, column.words[b - 1] as string));
  const ranks = new Map(codes.map((code, rank) => [code, rank]));
  return buildKey(rows, sign, (ordinal) => ranks.get(column.code(ordinal)));
}

function idKey(runs: Table, rows: Int32Array, sign: 1 | -1): Key {
  const sorted = [...rows].sort((a, b) => compareText(runs.id(a) ?? "", runs.id(b) ?? ""));
  const ranks = new Map(sorted.map((ordinal, rank) => [ordinal, rank]));
  return buildKey(rows, sign, (ordinal) => ranks.get(ordinal));
}

function buildKey(rows: Int32Array, sign: 1 | -1, pick: (ordinal: number) => number | undefined): Key {
  const values = new Float64Array(rows.length);
  let classes: Uint8Array | undefined;
  for (let i = 0; i < rows.length; i++) {
    const value = pick(rows[i] as number);
    if (value === undefined || Number.isNaN(value)) {
      classes ??= new Uint8Array(rows.length);
      classes[i] = value === undefined ? 2 : 1;
    } else values[i] = value;
  }
  return { values, classes, sign };
}
