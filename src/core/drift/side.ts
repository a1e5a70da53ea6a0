import { type FrameColumn, type NumberColumn, noBool } from "../frame/frame";
import type { NumberKind } from "../stats/compare/bins";
import { sortNumbers } from "../stats/sortNumbers";

/** A column of one table as the tests take it: without what is missing or infinite. */
export type Side = NumberSide | ValueSide;

export interface NumberSide {
  readonly kind: "numbers";
  readonly rows: number;
  /** In the order of the rows. */
  readonly values: Float64Array;
  /** Sorted when it is first asked for: what most tables are tested with needs no order. */
  sorted(): Float64Array;
  readonly precision: NumberKind;
}

/** How often each value stands there; true and false count as 1 and 0. */
export interface ValueSide {
  readonly kind: "values";
  readonly rows: number;
  readonly filled: number;
  readonly keys: readonly (string | number)[];
  readonly counts: Float64Array;
  /** The tables' own rows, for what reads texts. */
  readonly codes?: Int32Array;
}

/** Undefined: of a kind that no test takes. */
export function sideOf(column: FrameColumn): Side | undefined {
  switch (column.kind) {
    case "number":
      return numberSide(column);
    case "bool": {
      const counts = new Float64Array(2);
      for (const value of column.values) if (value !== noBool) counts[value] = (counts[value] as number) + 1;
      const keys = [0, 1].filter((key) => counts[key]);
      const filled = column.values.length - column.missing;
      return { kind: "values", rows: column.values.length, filled, keys, counts: counts.filter((count) => count > 0) };
    }
    case "text": {
      const counts = new Float64Array(column.words.length);
      const { codes } = column;
      for (let i = 0; i < codes.length; i++) {
        const code = codes[i] as number;
        if (code >= 0) counts[code] = (counts[code] as number) + 1;
      }
      return {
        kind: "values",
        rows: codes.length,
        filled: codes.length - column.missing,
        keys: column.words,
        counts,
        codes,
      };
    }
    case "time":
    case "other":
      return undefined;
  }
}

function numberSide(column: NumberColumn): NumberSide {
  const values = finite(column.values);
  let sorted: Float64Array | undefined;
  return {
    kind: "numbers",
    rows: column.values.length,
    values,
    sorted: () => {
      sorted ??= sortNumbers(values);
      return sorted;
    },
    precision: column.isInteger ? "integer" : column.dtype === "float32" ? "single" : "double",
  };
}

export function filledOf(side: Side): number {
  return side.kind === "numbers" ? side.values.length : side.filled;
}

/** Values and how often each stands there. */
export function talliesOf(side: Side): { readonly keys: readonly (string | number)[]; readonly counts: Float64Array } {
  if (side.kind === "values") return side;
  const keys: number[] = [];
  const counts: number[] = [];
  const sorted = side.sorted();
  for (let i = 0; i < sorted.length; ) {
    const value = sorted[i] as number;
    const start = i;
    while (i < sorted.length && sorted[i] === value) i++;
    keys.push(value);
    counts.push(i - start);
  }
  return { keys, counts: Float64Array.from(counts) };
}

function finite(values: Float64Array): Float64Array {
  let kept = 0;
  // what is not finite is not itself less itself
  for (let i = 0; i < values.length; i++) if ((values[i] as number) - (values[i] as number) === 0) kept++;
  if (kept === values.length) return values;
  const left = new Float64Array(kept);
  let at = 0;
  for (let i = 0; i < values.length; i++) {
    const value = values[i] as number;
    if (Number.isFinite(value)) left[at++] = value;
  }
  return left;
}
