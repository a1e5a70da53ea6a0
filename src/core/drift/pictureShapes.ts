import type { ColumnPicture } from "../../shared/drift";

export interface Size {
  readonly width: number;
  readonly height: number;
}

/** Both distributions as shapes: lines of bins for numbers, pairs of bars for values. */
export type PictureShapes =
  | { readonly kind: "bins"; readonly reference: string; readonly current: string }
  | { readonly kind: "values"; readonly pairs: readonly ValuePair[] };

export interface ValuePair {
  readonly label: string;
  readonly was: number;
  readonly is: number;
  readonly wasBar: Bar;
  readonly isBar: Bar;
}

export interface Bar {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
}

const widestBar = 26;

/** The largest share of both sides reaches the top; of bins as well as of values. */
export function pictureShapes(
  { edges, labels = [], reference, current }: Pick<ColumnPicture, "edges" | "labels" | "reference" | "current">,
  { width, height }: Size,
): PictureShapes {
  const most = Math.max(...reference, ...current, Number.MIN_VALUE);
  const y = (share: number) => round(height - (share / most) * (height - 1));
  if (edges !== undefined) {
    const [from = 0] = edges;
    const reach = (edges.at(-1) ?? 1) - from || 1;
    const x = (value: number) => round(((value - from) / reach) * width);
    const line = (shares: readonly number[]) =>
      `M0 ${height}${shares.map((share, i) => `V${y(share)}H${x(edges[i + 1] ?? 0)}`).join("")}V${height}`;
    return { kind: "bins", reference: line(reference), current: line(current) };
  }
  const step = width / Math.max(1, labels.length);
  const bar = round(Math.min(widestBar, step * 0.36));
  const barOf = (x: number, share: number): Bar => ({
    x: round(x),
    y: y(share),
    width: bar,
    height: round(height - y(share)),
  });
  const pairs = labels.map((label, i) => {
    const middle = (i + 0.5) * step;
    const [was, is] = [reference[i] ?? 0, current[i] ?? 0];
    return { label, was, is, wasBar: barOf(middle - bar, was), isBar: barOf(middle, is) };
  });
  return { kind: "values", pairs };
}

function round(value: number): number {
  return Math.round(value * 10) / 10;
}
