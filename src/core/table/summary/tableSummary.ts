/** What the values of a column are, taken together. */
export type SummaryType = "integer" | "number" | "bool" | "time" | "text" | "other" | "empty";

export interface ColumnSummary {
  readonly name: string;
  readonly type: SummaryType;
  readonly missing: number;
  /** Of numbers, and of times in milliseconds since 1970. What is not finite is counted and left out. */
  readonly numbers?: NumberSummary;
  /** Of all else. */
  readonly values?: ValueSummary;
}

export interface NumberSummary {
  readonly count: number;
  readonly min: number;
  readonly max: number;
  readonly mean: number;
  readonly std: number;
  readonly infinite: number;
  /** As they came, evenly taken: all of them, or every second, fourth… */
  readonly sample: Float64Array;
}

export interface ValueSummary {
  /** Exact as long as `isExact`; there are more otherwise. */
  readonly distinct: number;
  readonly isExact: boolean;
  /** The most frequent ones with how often, most first. */
  readonly top: readonly (readonly [value: string, count: number])[];
}

export interface TableSummary {
  readonly rows: number;
  readonly columns: readonly ColumnSummary[];
}
