import { failedRowsKept } from "../../shared/validation";
import type { Outcome } from "./outcome";

/** Great Expectations names so many of what it did not expect. */
export const partialCount = 20;

export interface MapCheck {
  /** Rows that are looked at, in their order. */
  readonly rows: Int32Array;
  /** Rows that there are. */
  readonly elements: number;
  readonly mostly: number;
  /** Asked once for each row, in their order. */
  readonly holds: (row: number) => boolean;
  readonly cell: (row: number) => unknown;
  /** Nothing is said of missing values: it is they that are asked about. */
  readonly isAboutMissing?: boolean;
}

/** Counts the rows that do not hold. */
export function mapOutcome({ rows, elements, mostly, holds, cell, isAboutMissing = false }: MapCheck): Outcome {
  let count = 0;
  const failed: number[] = [];
  for (let i = 0; i < rows.length; i++) {
    const row = rows[i] as number;
    if (holds(row)) continue;
    if (count++ < failedRowsKept) failed.push(row);
  }
  const values = failed.map(cell);
  const looked = isAboutMissing ? elements : rows.length;
  const ofLooked = looked === 0 ? null : (count / looked) * 100;
  const missing = elements - looked;
  const result: Record<string, unknown> = {
    element_count: elements,
    unexpected_count: count,
    unexpected_percent: elements === 0 ? null : ofLooked,
    partial_unexpected_list: values.slice(0, partialCount),
  };
  if (!isAboutMissing) {
    result.missing_count = missing;
    result.missing_percent = elements === 0 ? null : (missing / elements) * 100;
    result.unexpected_percent_total = elements === 0 ? null : (count / elements) * 100;
    result.unexpected_percent_nonmissing = ofLooked;
  }
  const success = looked === 0 || (looked - count) / looked >= mostly;
  return { success, result, rows: failed, values };
}
