import type { FieldSpec } from "../../core/table/parquetWriter";

/** One row of an export; null where it has no value. Times are milliseconds since 1970. */
export type Row = readonly (string | number | null)[];

/** Rows that all have the same fields, made a batch at a time as they are asked for, the loop free in between. */
export interface Rows {
  readonly fields: readonly FieldSpec[];
  readonly batches: AsyncIterable<readonly Row[]>;
}

/** A double as MLflow's JSON has it: what is not finite is its name. */
export function jsonDouble(value: number): number | string {
  return Number.isFinite(value) ? value : String(value);
}
