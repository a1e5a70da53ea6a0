import { type Frame, type FrameColumn, noBool } from "../../frame/frame";
import { coarseness } from "./coarseness";
import { type NumberSketch, spread } from "./numberSketch";
import type { TextSketch } from "./textSketch";
import type { ColumnSketch, Traffic } from "./traffic";

/** Rows that stand for any number of them. */
const mostRows = 100_000;
/** In standard deviations. In wider classes a column may seem to drift by how it lies within them. */
const widestClass = 0.2;

/**
 * A table whose columns lie as those that were counted do, each by itself: what goes with what in a row is not known any
 * more. Says which columns cannot be compared so; some of them are not in it at all.
 */
export function frameOfTraffic({ rows, columns }: Traffic): {
  readonly frame: Frame;
  readonly left: Readonly<Record<string, string>>;
} {
  const left: [name: string, why: string][] = [];
  const size = Math.min(rows, mostRows);
  const found: FrameColumn[] = [];
  for (const [name, each] of columns) {
    if (each.kind === "text" && each.texts.other > 0) {
      left.push([name, "too many different values to count: the prediction log is needed for it"]);
      continue;
    }
    if (each.kind === "number" && coarseness(each.numbers) > widestClass)
      left.push([name, "of values too close together for classes of 0.8 %: the prediction log is needed for it"]);
    found.push(columnOf(name, each, { size, rows }));
  }
  return { frame: { rows: size, columns: found }, left: Object.fromEntries(left) };
}

interface Sizes {
  readonly size: number;
  readonly rows: number;
}

function columnOf(name: string, each: ColumnSketch, sizes: Sizes): FrameColumn {
  if (each.kind === "text") return textColumn(name, each.texts, sizes);
  return each.isBool ? boolColumn(name, each.numbers, sizes) : numberColumn(name, each.numbers, sizes);
}

/** Of the rows as many are without a value as their share was. */
function filledOf(n: number, { size, rows }: Sizes): number {
  return rows === 0 ? 0 : Math.min(size, Math.round((n / rows) * size));
}

function numberColumn(name: string, sketch: NumberSketch, sizes: Sizes): FrameColumn {
  const { size } = sizes;
  const filled = filledOf(sketch.n, sizes);
  const values = new Float64Array(size).fill(Number.NaN);
  values.set(spread(sketch, filled));
  const isInteger = sketch.isWhole && filled === size;
  return { name, kind: "number", missing: size - filled, dtype: isInteger ? "int64" : "float64", values, isInteger };
}

function boolColumn(name: string, sketch: NumberSketch, sizes: Sizes): FrameColumn {
  const { size } = sizes;
  const filled = filledOf(sketch.n, sizes);
  const values = new Uint8Array(size).fill(noBool);
  values.set(Uint8Array.from(spread(sketch, filled)));
  return { name, kind: "bool", missing: size - filled, dtype: filled === size ? "bool" : "object", values };
}

function textColumn(name: string, { n, counts }: TextSketch, sizes: Sizes): FrameColumn {
  const { size } = sizes;
  const filled = filledOf(n, sizes);
  const codes = new Int32Array(size).fill(-1);
  const words: string[] = [];
  let [seen, at] = [0, 0];
  for (const [word, count] of counts) {
    seen += count;
    const to = Math.round((seen / n) * filled);
    if (to === at) continue; // too seldom for a row of its own
    codes.fill(words.push(word) - 1, at, to);
    at = to;
  }
  return { name, kind: "text", missing: size - filled, dtype: "object", codes, words };
}
