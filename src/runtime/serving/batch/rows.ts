import type { PlainType } from "../../../core/table/plainColumn";
import type { Tensor } from "../tensors";

export type Cell = string | number | bigint | boolean | null;

/** The rows of a slice, however they came. */
export interface Rows {
  readonly count: number;
  /** Of the input's columns. */
  readonly names: readonly string[];
  /** The model's inputs for some of them; throws a BatchRefusal that names row and column. */
  fill(from: number, to: number): readonly Tensor[];
  /** For an output of another format: the input's columns. */
  columns(): readonly RowColumn[];
  /** As they stand in a text file, without their line's end; undefined for parquet. */
  readonly lines: readonly string[] | undefined;
}

export interface RowColumn {
  readonly name: string;
  readonly type: PlainType;
  readonly cells: readonly Cell[];
}

/** What is added to each row. */
export interface AnswerColumn {
  readonly name: string;
  readonly type: PlainType;
  readonly values: readonly Cell[] | Float32Array | Float64Array | Int32Array | BigInt64Array;
}
