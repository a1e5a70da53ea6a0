import { inOrder, joinPoints, noPoints, type PackedPoints } from "./points";
import type { Table } from "./table";

/** The points of a series that are in memory, as they came. */
export function unsealedPoints(table: Table, ordinal: number, series: string): PackedPoints {
  const column = table.series.get(series);
  const count = column?.count(ordinal) ?? 0;
  if (!column || count === 0) return noPoints;
  const last = column.last(ordinal);
  if (count === 1 && last)
    return {
      values: Float64Array.of(last.value),
      steps: Float64Array.of(last.step),
      times: Float64Array.of(last.time),
    };
  const tails = column.unsealed(ordinal);
  return tails.length === 0 ? noPoints : joinPoints(tails.map((tail) => tail.unpack()));
}

export function unsealedHistory(table: Table, id: string, series: string): PackedPoints {
  const ordinal = table.ordinal(id);
  return ordinal === undefined ? noPoints : inOrder(unsealedPoints(table, ordinal, series));
}
