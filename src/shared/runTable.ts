import { pack, unpack } from "./packed";
import { boolean, integer, list, number, object, oneOf, optional, type Reader, string } from "./readers";
import { type RunStatus, runStatuses } from "./runs";

/** The run table as its page gets it: every matching run and every column at once; cells when they come into view. */

/** POST /api/tidemark/v1/table */
export interface TableQuery {
  /** Ids; absent: all active experiments. */
  readonly experiments?: readonly string[];
  /** MLflow's search grammar. A mistake is a 400 whose message says where: `placeInFilter` reads it. */
  readonly filter?: string;
  /** Active unless told. */
  readonly view?: "active" | "deleted" | "all";
  /** Of the matching only these: for what has changed since, or what is compared. */
  readonly runs?: readonly string[];
  /** Whether to tell of columns too; true unless `runs` are named. */
  readonly columns?: boolean;
}

export interface RunTable {
  /** Runs of these experiments before the filter, and how many of them are in each status. */
  readonly total: number;
  readonly statuses: Readonly<Record<RunStatus, number>>;
  /** Newest first, nested runs too. */
  readonly rows: readonly RunRow[];
  /** Of the matching runs. Params first, then metrics, then tags, each in the order of their first writing. */
  readonly columns: readonly RunColumn[];
}

export interface RunRow {
  readonly id: string;
  readonly name: string;
  readonly status: RunStatus;
  readonly start_time: number;
  readonly end_time?: number;
  readonly experiment_id: string;
  /** May be a run that is not among the rows. */
  readonly parent?: string;
  readonly user?: string;
  /** The script or notebook, as the client names it. */
  readonly source?: string;
  readonly branch?: string;
  readonly commit?: string;
  /** 1 to 10, when somebody chose one. */
  readonly colour?: number;
  readonly starred: boolean;
  /** Has one; its text is the tag mlflow.note.content. */
  readonly note: boolean;
  readonly deleted: boolean;
}

export interface RunColumn {
  /** `params.lr`, `metrics.val/auc`, `tags.team`: the family, a dot, the key as it was logged (without backticks). */
  readonly key: string;
  readonly kind: "param" | "metric" | "tag";
  /** Matching runs that have it. */
  readonly count: number;
  /** Different values among them; counted up to `mostDistinct`. */
  readonly distinct: number;
  /** Every value reads as a number. */
  readonly numeric: boolean;
  /** Of the finite values; of metrics the last ones. */
  readonly min?: number;
  readonly max?: number;
}

export const mostDistinct = 100;

/** Some runs have it and some not, or they have it with different values. */
export function differs({ count, distinct }: RunColumn, rows: number): boolean {
  return count < rows || distinct > 1;
}

/** The key without its family: `lr` of `params.lr`. */
export function nameOfColumn(key: string): string {
  return key.slice(key.indexOf(".") + 1);
}

/** A param or tag as a number, if it is one: as Python prints them, `1e-05`, `nan`, `-inf` included. */
export function numberIn(text: string): number | undefined {
  if (numeral.test(text)) return Number(text);
  return named.get(text.toLowerCase());
}

const numeral = /^\s*[-+]?(\d+\.?\d*|\.\d+)([eE][-+]?\d+)?\s*$/;
const named: ReadonlyMap<string, number> = new Map([
  ["nan", Number.NaN],
  ["inf", Number.POSITIVE_INFINITY],
  ["+inf", Number.POSITIVE_INFINITY],
  ["-inf", Number.NEGATIVE_INFINITY],
  ["infinity", Number.POSITIVE_INFINITY],
  ["-infinity", Number.NEGATIVE_INFINITY],
]);

/** Where a refused filter is wrong, counted from 0; undefined when the message names no place. */
export function placeInFilter(message: string, filter: string): number | undefined {
  const found = /^filter\b.*?\bcharacter (\d+)/.exec(message);
  if (found) return Number(found[1]) - 1;
  return /^filter\b.*\bat (its|the) end\b/.test(message) ? filter.length : undefined;
}

/** On the wire the rows are columns; repeated texts stand once. */
export interface WireTable {
  readonly total: number;
  readonly statuses: readonly number[];
  readonly ids: readonly string[];
  readonly names: readonly string[];
  /** Places in `runStatuses`. */
  readonly status: readonly number[];
  readonly start: readonly number[];
  readonly end: readonly (number | null)[];
  readonly experiment: WireTexts;
  readonly parent: WireTexts;
  readonly user: WireTexts;
  readonly source: WireTexts;
  readonly branch: WireTexts;
  readonly commit: WireTexts;
  readonly colour: WireTexts;
  /** Places of the rows that are so. */
  readonly starred: readonly number[];
  readonly note: readonly number[];
  readonly deleted: readonly number[];
  readonly columns: readonly RunColumn[];
}

/** Code 0 is absent, code n is `words[n - 1]`; no codes at all: all absent. */
export interface WireTexts {
  readonly words: readonly string[];
  readonly codes: readonly number[];
}

const readTexts = object<WireTexts>({ words: list(string), codes: list(integer) });

export const readRunColumn: Reader<RunColumn> = object<RunColumn>({
  key: string,
  kind: oneOf("param", "metric", "tag"),
  count: integer,
  distinct: integer,
  numeric: boolean,
  min: optional(number) as Reader<number>,
  max: optional(number) as Reader<number>,
});

const nullable: Reader<number | null> = (value, at) => (value === null ? null : integer(value, at));

const readWireTable = object<WireTable>({
  total: integer,
  statuses: list(integer),
  ids: list(string),
  names: list(string),
  status: list(integer),
  start: list(integer),
  end: list(nullable),
  experiment: readTexts,
  parent: readTexts,
  user: readTexts,
  source: readTexts,
  branch: readTexts,
  commit: readTexts,
  colour: readTexts,
  starred: list(integer),
  note: list(integer),
  deleted: list(integer),
  columns: list(readRunColumn),
});

export const readRunTable: Reader<RunTable> = (value, at) => {
  const wire = readWireTable(value, at);
  const starred = new Set(wire.starred);
  const note = new Set(wire.note);
  const deleted = new Set(wire.deleted);
  const rows = wire.ids.map((id, i): RunRow => {
    const end = wire.end[i];
    const colour = textAt(wire.colour, i);
    return {
      id,
      name: wire.names[i] ?? "",
      status: runStatuses[wire.status[i] ?? 0] ?? "RUNNING",
      start_time: wire.start[i] ?? 0,
      ...(typeof end === "number" ? { end_time: end } : {}),
      experiment_id: textAt(wire.experiment, i) ?? "",
      ...textField("parent", wire.parent, i),
      ...textField("user", wire.user, i),
      ...textField("source", wire.source, i),
      ...textField("branch", wire.branch, i),
      ...textField("commit", wire.commit, i),
      ...(colour !== undefined && /^([1-9]|10)$/.test(colour) ? { colour: Number(colour) } : {}),
      starred: starred.has(i),
      note: note.has(i),
      deleted: deleted.has(i),
    };
  });
  const statuses = Object.fromEntries(runStatuses.map((status, i) => [status, wire.statuses[i] ?? 0]));
  return { total: wire.total, statuses: statuses as RunTable["statuses"], rows, columns: wire.columns };
};

function textAt({ words, codes }: WireTexts, row: number): string | undefined {
  return words[(codes[row] ?? 0) - 1];
}

function textField<const K extends string>(name: K, texts: WireTexts, row: number): { [key in K]?: string } {
  const text = textAt(texts, row);
  return text === undefined ? {} : ({ [name]: text } as { [key in K]?: string });
}

/** POST /api/tidemark/v1/table/cells: answered packed, read by `readCells`. */
export interface CellsQuery {
  readonly runs: readonly string[];
  /** Keys of columns. */
  readonly columns: readonly string[];
  /** Of metrics: all that is known, or only the last value and its step, which is less to send. */
  readonly facts?: "all" | "last";
}

/** Index i of each list is `runs[i]` of the query. */
export type CellColumn = TextCells | MetricCells;

export interface TextCells {
  readonly key: string;
  readonly kind: "param" | "tag";
  readonly values: readonly (string | null)[];
}

export interface MetricCells {
  readonly key: string;
  readonly kind: "metric";
  /** Points that were logged; 0: the run has not this metric, whatever the other lists say. */
  readonly count: Uint32Array;
  /** The latest point by step. Values may be NaN or infinite. */
  readonly last: Float64Array;
  readonly lastStep: Float64Array;
  /** Of the finite values; NaN when there is none. Absent when only the last was asked for. */
  readonly min?: Float64Array;
  readonly max?: Float64Array;
  readonly minStep?: Float64Array;
  readonly maxStep?: Float64Array;
  readonly firstStep?: Float64Array;
}

interface CellsHead {
  readonly rows: number;
  readonly facts: "all" | "last";
  /** Of a text column its words: code 0 is null, code n is `words[n - 1]`. */
  readonly columns: readonly { readonly key: string; readonly kind: CellColumn["kind"]; readonly words?: string[] }[];
}

const metricLists = ["last", "lastStep", "min", "max", "minStep", "maxStep", "firstStep"] as const;
const lastLists = ["last", "lastStep"] as const;

export type PackedCells =
  | MetricCells
  | { readonly key: string; readonly kind: "param" | "tag"; readonly words: string[]; readonly codes: Uint32Array };

export function packCells(rows: number, facts: "all" | "last", columns: readonly PackedCells[]): Uint8Array {
  const head: CellsHead = {
    rows,
    facts,
    columns: columns.map((column) =>
      column.kind === "metric"
        ? { key: column.key, kind: column.kind }
        : { key: column.key, kind: column.kind, words: column.words },
    ),
  };
  const names = facts === "all" ? metricLists : lastLists;
  return pack({
    head,
    doubles: columns.flatMap((column) =>
      column.kind === "metric" ? names.map((name) => column[name] ?? new Float64Array(rows)) : [],
    ),
    integers: columns.map((column) => (column.kind === "metric" ? column.count : column.codes)),
  });
}

export function readCells(bytes: Uint8Array): CellColumn[] {
  const packed = unpack(bytes);
  const { rows, facts, columns } = packed.head as CellsHead;
  return columns.map(({ key, kind, words = [] }): CellColumn => {
    if (kind !== "metric") {
      const values = Array.from(packed.integers(rows), (code) => words[code - 1] ?? null);
      return { key, kind, values };
    }
    const next = () => packed.doubles(rows);
    const count = packed.integers(rows);
    const last = next();
    const lastStep = next();
    if (facts === "last") return { key, kind, count, last, lastStep };
    const [min, max, minStep, maxStep, firstStep] = [next(), next(), next(), next(), next()];
    return { key, kind, count, last, lastStep, min, max, minStep, maxStep, firstStep };
  });
}

/** POST /api/tidemark/v1/table/sparks */
export interface SparksQuery {
  /** At most 200. */
  readonly runs: readonly string[];
  readonly metric: string;
  /** At most 64 a run; 32 unless told. */
  readonly points?: number;
}

/** Index i is `runs[i]`; empty where the run has not this metric. `best` marks are the page's: it knows which way is better. */
export interface Sparks {
  readonly metric: string;
  readonly sparks: readonly Spark[];
}

/** Finite values only, in the order of steps. */
export interface Spark {
  readonly steps: readonly number[];
  readonly values: readonly number[];
}

export const readSparks: Reader<Sparks> = object<Sparks>({
  metric: string,
  sparks: list(object<Spark>({ steps: list(number), values: list(number) })),
});
