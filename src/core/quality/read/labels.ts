import { ApiError } from "../../../shared/apiError";
import { type FrameColumn, noBool } from "../../frame/frame";

/** Values of a column that names classes: a code a row, -1 where there is nothing. */
export interface LabelColumn {
  readonly name: string;
  readonly codes: Int32Array;
  readonly values: readonly LabelValue[];
  readonly kind: LabelKind;
}

export type LabelKind = "number" | "bool" | "text";
/** false and true are 0 and 1 of kind `bool`. */
export type LabelValue = number | string;

/** More than so many are ids or measures, not classes: a table of them by each other would be of no use to anybody. */
const mostClasses = 500;

export function readLabelColumn(column: FrameColumn): LabelColumn {
  const { name } = column;
  if (column.kind === "text") return few({ name, kind: "text", codes: column.codes, values: column.words });
  if (column.kind === "bool") {
    const codes = Int32Array.from(column.values, (value) => (value === noBool ? -1 : value));
    return few({ name, kind: "bool", codes, values: [0, 1] });
  }
  if (column.kind !== "number")
    throw new ApiError(
      "INVALID_PARAMETER_VALUE",
      `column '${name}' holds ${column.dtype} values: they name no classes`,
    );
  const places = new Map<number, number>();
  const codes = new Int32Array(column.values.length).fill(-1);
  for (let row = 0; row < codes.length; row++) {
    const value = column.values[row] as number;
    if (Number.isNaN(value)) continue;
    let place = places.get(value);
    if (place === undefined) {
      place = places.size;
      if (place > mostClasses) throw tooMany(name, "more than 500");
      places.set(value, place);
    }
    codes[row] = place;
  }
  return { name, kind: "number", codes, values: [...places.keys()] };
}

function few(column: LabelColumn): LabelColumn {
  if (column.values.length > mostClasses) throw tooMany(column.name, column.values.length.toLocaleString("en"));
  return column;
}

function tooMany(name: string, count: string): ApiError {
  return new ApiError(
    "INVALID_PARAMETER_VALUE",
    `column '${name}' has ${count} different values: classes are at most ${mostClasses} (for numbers that are measured say kind regression)`,
  );
}

export interface CommonLabels {
  /** In sklearn's order: numbers by size, words by their characters. */
  readonly names: readonly string[];
  /** Of each column, in the names' order. */
  readonly codes: readonly Int32Array[];
  readonly kind: LabelKind;
}

/** Brings columns that were written apart to one set of classes: `1` and `1.0`, `true` and `True`, '1' and 1 are each one. */
export function unifyLabels(columns: readonly LabelColumn[], others: readonly LabelValue[] = []): CommonLabels {
  const kind = commonKind(columns);
  const seen = columns.map(({ codes, values }) => usedValues(codes, values));
  const read = columns.map((column, at) =>
    column.values.map((value, place) => (seen[at]?.has(place) ? readAs(kind, value, column) : undefined)),
  );
  const all = new Set<LabelValue>([...read.flat().filter((value) => value !== undefined), ...others]);
  const sorted = [...all].sort(order);
  const places = new Map(sorted.map((value, place) => [value, place]));
  return {
    names: sorted.map((value) => labelName(kind, value)),
    codes: columns.map(({ codes }, at) => {
      const map = Int32Array.from(read[at] ?? [], (value) =>
        value === undefined ? -1 : (places.get(value) as number),
      );
      return codes.map((code) => (code < 0 ? -1 : (map[code] as number)));
    }),
    kind,
  };
}

function commonKind(columns: readonly LabelColumn[]): LabelKind {
  const kinds = new Set(columns.map(({ kind }) => kind));
  if (kinds.size === 1) return columns[0]?.kind ?? "text";
  // where one side is text the other side says what its words mean
  if (!kinds.has("text") || kinds.has("number")) return "number";
  return "bool";
}

function readAs(kind: LabelKind, value: LabelValue, column: LabelColumn): LabelValue {
  if (kind === column.kind || typeof value === "number") return value;
  const word = value.trim().toLowerCase();
  if (word === "true" || word === "false") return word === "true" ? 1 : 0;
  const number = kind === "number" && word !== "" ? Number(word) : Number.NaN;
  if (!Number.isNaN(number)) return number;
  throw new ApiError(
    "INVALID_PARAMETER_VALUE",
    `column '${column.name}' holds words ('${value}') where the other holds ${kind === "bool" ? "true and false" : "numbers"}: both must name the same classes`,
  );
}

function usedValues(codes: Int32Array, values: readonly LabelValue[]): Set<number> {
  const used = new Uint8Array(values.length);
  for (const code of codes) if (code >= 0) used[code] = 1;
  return new Set(values.map((_, place) => place).filter((place) => used[place] === 1));
}

function order(a: LabelValue, b: LabelValue): number {
  if (typeof a === "number" && typeof b === "number") return a - b;
  return a < b ? -1 : a > b ? 1 : 0;
}

export function labelName(kind: LabelKind, value: LabelValue): string {
  if (kind === "bool") return value === 1 ? "True" : "False";
  return String(value);
}

/** The class whose probability a single column means: what was asked for, else 1, True or the last one. */
export function positivePlace(names: readonly string[], asked: string | undefined): number {
  if (asked === undefined) return names.length - 1;
  const found = names.findIndex((name) => name === asked || sameNumber(name, asked) || sameTruth(name, asked));
  if (found >= 0) return found;
  throw new ApiError(
    "INVALID_PARAMETER_VALUE",
    `positive: no class '${asked}'; there are ${names.slice(0, 10).join(", ")}`,
  );
}

function sameNumber(name: string, asked: string): boolean {
  return asked.trim() !== "" && Number(name) === Number(asked);
}

function sameTruth(name: string, asked: string): boolean {
  return (name === "True" || name === "False") && name.toLowerCase() === asked.toLowerCase();
}
