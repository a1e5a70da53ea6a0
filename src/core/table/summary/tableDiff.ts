import { boolean, list, number, object, oneOf, optional, type Reader, string } from "../../../shared/readers";
import type { ColumnDiff, ColumnFacts } from "./compareColumns";
import type { SummaryType } from "./tableSummary";

/** What differs between two versions of a table. */
export interface TableDiff {
  readonly before?: TableSize;
  readonly after?: TableSize;
  /** Rows, by all columns that both have; undefined where one of the tables is not there, or was cut. */
  readonly rows?: { readonly added: number; readonly removed: number; readonly common: number };
  readonly columns: readonly ColumnDiff[];
}

export interface TableSize {
  readonly rows: number;
  readonly columns: number;
  /** There are more rows: only the first ones were read. */
  readonly isCut: boolean;
}

const maybe = <T>(reader: Reader<T>) => optional(reader) as Reader<T>;
/** JSON has no NaN: what is nothing is left out, and is not a number again. */
const figure: Reader<number> = (value, at) => (value === null || value === undefined ? Number.NaN : number(value, at));
const types = ["integer", "number", "bool", "time", "text", "other", "empty"] as const satisfies readonly SummaryType[];

const readFacts = object<ColumnFacts>({
  type: oneOf(...types),
  missing: number,
  numbers: maybe(
    object<NonNullable<ColumnFacts["numbers"]>>({
      count: number,
      min: figure,
      max: figure,
      mean: figure,
      std: figure,
      infinite: number,
    }),
  ),
  distinct: maybe(number),
  isExact: maybe(boolean),
});

const readSize = object<TableSize>({ rows: number, columns: number, isCut: boolean });

export const readTableDiff = object<TableDiff>({
  before: maybe(readSize),
  after: maybe(readSize),
  rows: maybe(object({ added: number, removed: number, common: number })),
  columns: list(
    object<ColumnDiff>({
      name: string,
      state: oneOf("same", "changed", "added", "removed", "retyped"),
      before: maybe(readFacts),
      after: maybe(readFacts),
      histogram: maybe(object({ from: number, to: number, before: list(number), after: list(number) })),
      top: maybe(list(object({ value: string, before: number, after: number }))),
    }),
  ),
});

/** What the route says of a file in two versions: the difference, or why there is none to say. */
export interface TableAnswer {
  readonly diff?: TableDiff;
  /** Sides whose content is in no cache: it has to be fetched. */
  readonly missing?: readonly ("before" | "after")[];
  /** It could not be read. */
  readonly why?: string;
}

export const readTableAnswer = object<TableAnswer>({
  diff: maybe(readTableDiff),
  missing: maybe(list(oneOf("before", "after"))),
  why: maybe(string),
});

/** Files whose rows and columns can be told. */
export function tableFormat(path: string): "csv" | "tsv" | "parquet" | undefined {
  const [, end] = /\.(csv|tsv|parquet|pq)$/i.exec(path) ?? [];
  if (end === undefined) return undefined;
  return end.toLowerCase() === "csv" ? "csv" : end.toLowerCase() === "tsv" ? "tsv" : "parquet";
}
