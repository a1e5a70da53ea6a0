/**
 * A table in memory, a typed array a column, with the types that pandas 2 gives them when it reads the same file. What was read
 * by several threads lies in shared memory: a message carries it as it is, and it stands in no list of what is transferred.
 */
export interface Frame {
  readonly rows: number;
  readonly columns: readonly FrameColumn[];
}

export type FrameColumn = NumberColumn | BoolColumn | TextColumn | TimeColumn | OtherColumn;

interface Named {
  readonly name: string;
  /** Rows without a value. */
  readonly missing: number;
  /** What pandas calls its type: `int64`, `float64`, `bool`, `object`, `datetime64[ns]`. */
  readonly dtype: string;
}

export interface NumberColumn extends Named {
  readonly kind: "number";
  /** NaN where there is nothing. */
  readonly values: Float64Array;
  /** Its dtype is one of whole numbers: an int column with missing values is none, as in pandas. */
  readonly isInteger: boolean;
  /** Where a number of it lies beyond 2^53: all of them exactly. */
  readonly longs?: BigInt64Array;
}

export interface BoolColumn extends Named {
  readonly kind: "bool";
  /** 0 and 1; `noBool` where there is nothing. */
  readonly values: Uint8Array;
}

export interface TextColumn extends Named {
  readonly kind: "text";
  /** Places in `words`; -1 where there is nothing. */
  readonly codes: Int32Array;
  /** In the order in which they came first; each is used, and none stands twice. */
  readonly words: readonly string[];
}

export interface TimeColumn extends Named {
  readonly kind: "time";
  /** Milliseconds since 1970, UTC; NaN where there is nothing. */
  readonly values: Float64Array;
}

/** Lists, bytes, and what is of several kinds. */
export interface OtherColumn extends Named {
  readonly kind: "other";
  /** null where there is nothing. */
  readonly values: readonly unknown[];
}

export const noBool = 2;
