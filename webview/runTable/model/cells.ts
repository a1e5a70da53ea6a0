import type { Direction } from "../../../src/core/metrics/direction";
import type { CellColumn } from "../../../src/shared/runTable";

export type Show = "last" | "best" | "min" | "max";

/** One metric of one run. */
export interface MetricCell {
  readonly count: number;
  readonly last: number;
  readonly lastStep: number;
  readonly min: number;
  readonly max: number;
  readonly minStep: number;
  readonly maxStep: number;
}

/** Every cell that was ever asked for, by column and run. Columns come when they are looked at; rows are patched. */
export type Cells = ReturnType<typeof createCells>;

export function createCells() {
  const metrics = new Map<string, Map<string, MetricCell>>();
  const texts = new Map<string, Map<string, string>>();
  const stamps = new Map<string, number>();

  const rowsOf = <T>(of: Map<string, Map<string, T>>, key: string): Map<string, T> => {
    const known = of.get(key);
    if (known) return known;
    const fresh = new Map<string, T>();
    of.set(key, fresh);
    return fresh;
  };

  return {
    has: (key: string): boolean => metrics.has(key) || texts.has(key),
    keys: (): string[] => [...metrics.keys(), ...texts.keys()],

    /** Takes an answer for these runs; what a run no longer has is taken away. */
    put(runs: readonly string[], columns: readonly CellColumn[]): void {
      for (const column of columns) {
        stamps.set(column.key, (stamps.get(column.key) ?? 0) + 1);
        if (column.kind === "metric") {
          const rows = rowsOf(metrics, column.key);
          runs.forEach((id, i) => {
            const count = column.count[i] as number;
            if (count === 0) rows.delete(id);
            else
              rows.set(id, {
                count,
                last: column.last[i] as number,
                lastStep: column.lastStep[i] as number,
                min: column.min?.[i] ?? Number.NaN,
                max: column.max?.[i] ?? Number.NaN,
                minStep: column.minStep?.[i] ?? Number.NaN,
                maxStep: column.maxStep?.[i] ?? Number.NaN,
              });
          });
        } else {
          const rows = rowsOf(texts, column.key);
          runs.forEach((id, i) => {
            const value = column.values[i];
            if (value === null || value === undefined) rows.delete(id);
            else rows.set(id, value);
          });
        }
      }
    },

    /** Grows whenever cells of this column come. */
    stamp: (key: string): number => stamps.get(key) ?? 0,

    text: (key: string, run: string): string | undefined => texts.get(key)?.get(run),
    metric: (key: string, run: string): MetricCell | undefined => metrics.get(key)?.get(run),

    /** Different values of a param or tag, the most frequent first. */
    values(key: string, most: number): string[] {
      const counts = new Map<string, number>();
      for (const value of texts.get(key)?.values() ?? []) counts.set(value, (counts.get(value) ?? 0) + 1);
      return [...counts]
        .sort(([, a], [, b]) => b - a)
        .slice(0, most)
        .map(([value]) => value);
    },
  };
}

/** The one of a metric's values that its column shows. */
export function shownOf(cell: MetricCell, show: Show, direction: Direction): number {
  switch (show) {
    case "last":
      return cell.last;
    case "min":
      return cell.min;
    case "max":
      return cell.max;
    case "best":
      return direction === "none" ? cell.last : direction === "lower" ? cell.min : cell.max;
    default:
      return show satisfies never;
  }
}

export function stepOf(cell: MetricCell, show: Show, direction: Direction): number {
  if (show === "min" || (show === "best" && direction === "lower")) return cell.minStep;
  if (show === "max" || (show === "best" && direction === "higher")) return cell.maxStep;
  return cell.lastStep;
}
