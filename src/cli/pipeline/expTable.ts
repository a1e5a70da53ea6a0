import { addLeaves } from "../../core/dvc/compare/diffValues";
import { pythonStr } from "../../core/dvc/compare/pythonText";
import { isMap } from "../../core/dvc/mapKeys";
import { floatText } from "../../core/dvc/pythonFloat";
import { type Value, WholeFloat } from "../../core/dvc/values";
import type { Executor, State, StateData } from "../../runtime/pipeline/experiments/experimentState";
import { didYouMean } from "../../shared/suggest";
import { UsageError } from "../args";

/** A line of the table: a baseline or an experiment of it. */
export interface ExpRow {
  readonly kind: "baseline" | "last" | "inner";
  readonly name: string;
  /** `workspace`, a branch's or a tag's name, or seven digits of the commit. */
  readonly rev: string;
  readonly created: string | null;
  readonly executor: Executor | null;
  readonly error: string | undefined;
  /** By the column's key. */
  readonly values: ReadonlyMap<string, Value>;
}

export interface ExpColumn {
  readonly key: string;
  readonly kind: "metrics" | "params" | "deps";
  /** The name alone where no other has it, else `file:name`. */
  readonly title: string;
}

export interface ExpTable {
  readonly columns: readonly ExpColumn[];
  readonly rows: readonly ExpRow[];
}

export interface TableOptions {
  readonly sortBy: string | undefined;
  readonly isDescending: boolean;
  /** Only columns whose values differ. */
  readonly onlyChanged: boolean;
  readonly drop: readonly RegExp[];
  readonly keep: readonly RegExp[];
}

/** What dvc's table has: baselines as given, below each its experiments, sorted by a column where one is named. */
export function expTable(states: readonly State[], options: TableOptions): ExpTable {
  const named = columnsOf(states);
  const sorted = options.sortBy === undefined ? undefined : findColumn(named, options.sortBy);
  const rows: ExpRow[] = [];
  for (const state of states) {
    rows.push(rowOf(state, "baseline", null));
    const below = (state.experiments ?? []).flatMap(({ revs: [first], executor }) =>
      first ? [{ row: rowOf(first, "inner", executor), executor }] : [],
    );
    const inOrder = below.map(({ row }) => row);
    if (sorted) inOrder.sort((a, b) => compareBy(sorted.key, a, b) * (options.isDescending ? -1 : 1));
    rows.push(...inOrder.map((row, i): ExpRow => (i === inOrder.length - 1 ? { ...row, kind: "last" } : row)));
  }
  const isKept = ({ title }: ExpColumn) => options.keep.some((each) => each.test(title));
  const columns = named.filter((column) => {
    if (isKept(column)) return true;
    if (options.drop.some((each) => each.test(column.title))) return false;
    return !options.onlyChanged || new Set(rows.map(({ values }) => textOf(values.get(column.key)))).size > 1;
  });
  return { columns, rows };
}

function rowOf(state: State, kind: ExpRow["kind"], executor: Executor | null): ExpRow {
  const { rev, name, data, error } = state;
  const short = /^[0-9a-f]{40,}$/.test(rev) ? rev.slice(0, 7) : rev;
  return {
    kind,
    name: kind === "baseline" ? "" : (name ?? ""),
    rev: kind === "baseline" ? (name ?? short) : short,
    created: data?.timestamp ?? null,
    executor,
    error: error?.msg,
    values: data ? valuesOf(data) : new Map(),
  };
}

function valuesOf(data: StateData): Map<string, Value> {
  const values = new Map<string, Value>();
  for (const kind of ["metrics", "params"] as const)
    for (const [file, each] of Object.entries(data[kind])) {
      if (!("data" in each)) continue;
      const leaves = new Map<string, Value>();
      if (isMap(each.data)) addLeaves(leaves, each.data, "");
      else leaves.set(file, each.data);
      for (const [name, value] of leaves) values.set(`${kind} ${file} ${name}`, value);
    }
  for (const [path, { hash }] of Object.entries(data.deps)) if (hash) values.set(`deps ${path} `, hash);
  return values;
}

const fixedTitles = ["Experiment", "rev", "typ", "Created", "parent", "State", "Executor"];

function columnsOf(states: readonly State[]): ExpColumn[] {
  const found = new Map<string, { kind: ExpColumn["kind"]; file: string; name: string }>();
  const add = ({ data }: State) => {
    if (!data) return;
    for (const key of valuesOf(data).keys()) {
      const [kind = "", rest = ""] = [key.slice(0, key.indexOf(" ")), key.slice(key.indexOf(" ") + 1)];
      const cut = kind === "deps" ? rest.length - 1 : fileEnd(rest, data[kind as "metrics" | "params"]);
      found.set(key, { kind: kind as ExpColumn["kind"], file: rest.slice(0, cut), name: rest.slice(cut + 1) });
    }
  };
  for (const state of states) {
    add(state);
    for (const { revs } of state.experiments ?? []) if (revs[0]) add(revs[0]);
  }
  const counts = new Map<string, number>(fixedTitles.map((title) => [title, 1]));
  for (const { kind, name } of found.values()) if (kind !== "deps") counts.set(name, (counts.get(name) ?? 0) + 1);
  const order = ["metrics", "params", "deps"];
  const inFiles = [...found].sort(
    ([, a], [, b]) =>
      order.indexOf(a.kind) - order.indexOf(b.kind) || (a.kind === "deps" ? (a.file < b.file ? -1 : 1) : 0),
  );
  return inFiles.map(([key, { kind, file, name }]) => ({
    key,
    kind,
    title: kind === "deps" ? file : counts.get(name) === 1 ? name : `${file}:${name}`,
  }));
}

/** Files may have blanks in their names. */
function fileEnd(rest: string, files: Readonly<Record<string, unknown>>): number {
  const file = Object.keys(files).find((each) => rest.startsWith(`${each} `)) ?? rest;
  return file.length;
}

function findColumn(columns: readonly ExpColumn[], asked: string): ExpColumn {
  const isNamed = ({ title, key, kind }: ExpColumn) =>
    kind !== "deps" && (title === asked || key.slice(kind.length + 1).replace(" ", ":") === asked);
  const exact = columns.filter(isNamed);
  const found = exact.length > 0 ? exact : columns.filter((each) => each.key.endsWith(` ${asked.replace(/^:/, "")}`));
  const [only] = found;
  if (found.length > 1)
    throw new UsageError(`--sort-by: '${asked}' may be ${found.map(({ title }) => title).join(" or ")}; say which`);
  if (only) return only;
  const titles = columns.filter(({ kind }) => kind !== "deps").map(({ title }) => title);
  throw new UsageError(`--sort-by: no metric and no parameter '${asked}'.${didYouMean(asked, titles)}`);
}

/** What has no value comes last in rising order, as in dvc. */
function compareBy(key: string, a: ExpRow, b: ExpRow): number {
  const [left, right] = [a.values.get(key), b.values.get(key)];
  if (left === undefined || left === null) return right === undefined || right === null ? 0 : 1;
  if (right === undefined || right === null) return -1;
  const [x, y] = [numberOf(left), numberOf(right)];
  if (x !== undefined && y !== undefined) return x - y;
  return textOf(left) < textOf(right) ? -1 : textOf(left) > textOf(right) ? 1 : 0;
}

function numberOf(value: Value): number | undefined {
  if (value instanceof WholeFloat) return value.value;
  return typeof value === "number" || typeof value === "bigint" || typeof value === "boolean"
    ? Number(value)
    : undefined;
}

/** With so many significant digits, as Python's `g`; all of them without. */
export function textOf(value: Value | undefined, digits?: number): string {
  if (value === undefined || value === null) return "";
  const isFloat = value instanceof WholeFloat || (typeof value === "number" && !Number.isInteger(value));
  if (isFloat && digits) return generalText(value instanceof WholeFloat ? value.value : value, digits);
  return pythonStr(value);
}

/** `%.Ng` of C. */
function generalText(value: number, digits: number): string {
  if (!Number.isFinite(value) || value === 0) return value === 0 ? "0" : floatText(value);
  const exponent = Number(value.toExponential(digits - 1).split("e")[1]);
  if (exponent >= -4 && exponent < digits) {
    const fixed = value.toFixed(Math.min(100, digits - 1 - exponent));
    return fixed.includes(".") ? fixed.replace(/\.?0+$/, "") : fixed;
  }
  const [mantissa = "", power = ""] = value.toExponential(digits - 1).split("e");
  const sign = power.startsWith("-") ? "-" : "+";
  return `${mantissa.includes(".") ? mantissa.replace(/\.?0+$/, "") : mantissa}e${sign}${power.replace(/^[-+]/, "").padStart(2, "0")}`;
}
