/** What `tidemark validate --json` promises to print; the same names over HTTP. */
export interface ValidationReport {
  readonly success: boolean;
  readonly suite_name: string;
  readonly statistics: ValidationStatistics;
  /** In the suite's order. */
  readonly results: readonly ExpectationResult[];
}

export interface ValidationStatistics {
  readonly evaluated_expectations: number;
  readonly successful_expectations: number;
  readonly unsuccessful_expectations: number;
  /** null of a suite without expectations. */
  readonly success_percent: number | null;
}

export interface ExpectationResult {
  readonly success: boolean;
  readonly expectation_config: ExpectationConfig;
  /** Great Expectations' BASIC result; empty where it could not be computed. */
  readonly result: Readonly<Record<string, unknown>>;
  readonly exception_info: { readonly raised_exception: boolean; readonly exception_message: string | null };
}

/** One expectation as its suite has it. */
export interface ExpectationConfig {
  readonly type: string;
  readonly kwargs: Readonly<Record<string, unknown>>;
  readonly meta?: Readonly<Record<string, unknown>>;
  readonly id?: string;
  readonly severity?: string;
  readonly notes?: unknown;
}

export interface SuiteFile {
  readonly name: string;
  readonly expectations: readonly ExpectationConfig[];
  readonly meta?: Readonly<Record<string, unknown>>;
  readonly notes?: unknown;
}

/** What a reader sees of a result beside its figures. */
export interface ResultLine {
  /** What was expected: `values of age lie between 18 and 99`. */
  readonly expects: string;
  /** What was found, in a sentence. */
  readonly says: string;
  /** `table` where it is about no column in particular. */
  readonly column: string;
  /** Rows that do not hold, counted from 0, the first `failedRowsKept` of them. */
  readonly rows?: readonly number[];
  /** Their values, in the same order. */
  readonly values?: readonly unknown[];
}

/** So many rows of a result are named; the count beside them is of all. */
export const failedRowsKept = 1000;

/** A report with all that its page draws; POST /api/tidemark/v1/validate answers with it. */
export interface ValidationDocument {
  readonly report: ValidationReport;
  /** A line a result, in the same order. */
  readonly lines: readonly ResultLine[];
  /** The suite as it was asked for: a path, or `proposed`. */
  readonly suite: string;
  readonly data: { readonly name: string; readonly rows: number; readonly columns: number };
  /** Milliseconds since 1970. */
  readonly at: number;
  readonly took_ms: number;
}
