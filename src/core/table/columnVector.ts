/** How a column's values are meant; `other`: nothing that a cell of a text file or a model's input could be. */
export type ColumnKind = "number" | "bigint" | "bool" | "text" | "time" | "other";

/** Values of a column as typed as they lie in the file. */
export interface ColumnVector {
  readonly kind: ColumnKind;
  readonly length: number;
  isNull(row: number): boolean;
  /** All of them, with NaN where there is nothing; undefined: they are not all of them plain numbers. */
  numbers(): ArrayLike<number> | undefined;
  get(row: number): unknown;
}
