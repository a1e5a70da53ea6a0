import { type Frame, type FrameColumn, noBool } from "../../core/frame/frame";
import { invalid } from "../../shared/apiError";
import type { ModelColumns } from "./modelColumns";

/** Rows as numbers: of text the place of its word. */
export interface EncodedRows {
  readonly rows: number;
  /** Row after row, a number a feature. NaN where there is nothing. */
  readonly values: Float64Array;
}

/** Turns tables into rows of numbers; those of one model share their words. */
export interface RowEncoder {
  readonly features: readonly string[];
  /** By feature: the words of text, in the order in which they came; undefined of numbers. */
  readonly words: readonly (readonly string[] | undefined)[];
  encode(table: Frame, place: string, from?: number, to?: number): EncodedRows;
  /** One row, as a prediction log has it. */
  encodeRow(given: readonly unknown[], place: string): Float64Array;
}

export function createRowEncoder(features: readonly string[], { inputs }: ModelColumns): RowEncoder {
  const kinds = features.map((_, i): "text" | "whole" | "number" => {
    const type = inputs.find(({ first, width }) => i >= first && i < first + (width ?? features.length))?.facts.type;
    if (type === "string") return "text";
    return type !== undefined && /^u?int/.test(type) ? "whole" : "number";
  });
  const words: (string[] | undefined)[] = kinds.map((kind) => (kind === "text" ? [] : undefined));
  const places = kinds.map(() => new Map<string, number>());
  const width = features.length;

  function placeOf(feature: number, word: string): number {
    const known = places[feature]?.get(word);
    if (known !== undefined) return known;
    const list = words[feature] as string[];
    places[feature]?.set(word, list.length);
    list.push(word);
    return list.length - 1;
  }
  function wordsAt(feature: number, column: FrameColumn): (row: number) => number {
    if (column.kind === "text") {
      const own = column.words.map((word) => placeOf(feature, word));
      return (row) => own[column.codes[row] as number] ?? placeOf(feature, "");
    }
    if (column.kind === "number")
      return (row) => {
        const value = column.values[row] as number;
        return placeOf(feature, Number.isNaN(value) ? "" : String(value));
      };
    if (column.kind === "bool")
      return (row) => {
        const value = column.values[row] as number;
        return placeOf(feature, value === noBool ? "" : value === 1 ? "True" : "False");
      };
    return (row) => placeOf(feature, String(column.values[row] ?? ""));
  }
  function numbersAt(column: FrameColumn, place: string, rows: number): (row: number) => number {
    if (column.kind === "number") return (row) => column.values[row] as number;
    if (column.kind === "bool")
      return (row) => (column.values[row] === noBool ? Number.NaN : (column.values[row] as number));
    if (column.missing === rows) return () => Number.NaN;
    return invalid(`${place}: column '${column.name}' holds ${shown(column)}, and the model takes numbers`);
  }

  return {
    features,
    words,
    encode(table, place, from = 0, to = table.rows) {
      const values = new Float64Array((to - from) * width);
      for (const [feature, name] of features.entries()) {
        const column =
          table.columns.find((each) => each.name === name) ?? invalid(`${place}: there is no column '${name}'`);
        const at = kinds[feature] === "text" ? wordsAt(feature, column) : numbersAt(column, place, table.rows);
        for (let row = from, next = feature; row < to; row++, next += width) values[next] = at(row);
        if (kinds[feature] === "whole") checkWhole(values, feature, width, `${place}: column '${name}'`, from);
      }
      return { rows: to - from, values };
    },
    encodeRow(given, place) {
      if (given.length !== width)
        return invalid(`${place}: it has ${given.length} values, and the model takes ${width}`);
      return Float64Array.from(given, (value, feature) => {
        if (kinds[feature] === "text") return placeOf(feature, value === null ? "" : String(value));
        return value === null ? Number.NaN : Number(value);
      });
    },
  };
}

function checkWhole(values: Float64Array, feature: number, width: number, column: string, from: number): void {
  for (let at = feature, row = from; at < values.length; at += width, row++) {
    const value = values[at] as number;
    if (Number.isInteger(value)) continue;
    const what = Number.isNaN(value) ? "no value" : String(value);
    invalid(`${column} has ${what} in row ${row + 1}, and the model takes whole numbers there`);
  }
}

function shown(column: FrameColumn): string {
  if (column.kind === "time") return "times";
  if (column.kind === "text") {
    const row = column.codes.findIndex((code) => code >= 0);
    return `text ('${(column.words[0] ?? "").slice(0, 40)}' in row ${row + 1})`;
  }
  return "values of several kinds";
}
