/** What `tidemark explain --json` promises to print. `values` are [row][feature], or [row][feature][output] where there are several. */
export interface Explanation {
  readonly method: ExplainMethod;
  readonly features: readonly string[];
  readonly outputs: readonly string[];
  readonly base_values: readonly number[];
  readonly values: readonly (readonly number[] | readonly (readonly number[])[])[];
  /** In the explained space: a number a row, or one an output. */
  readonly predictions: readonly (number | readonly number[])[];
  /** Descending; summed over outputs. */
  readonly ranking: readonly { readonly feature: string; readonly mean_abs: number }[];
  /** What a reader has to know: `covers were counted on the data`. */
  readonly notes?: readonly string[];
}

export const explainMethods = [
  "tree_path_dependent",
  "interventional",
  "exact",
  "permutation",
  "kernel",
  "linear",
] as const;
export type ExplainMethod = (typeof explainMethods)[number];

/** One logged prediction, explained. GET /api/tidemark/v1/explain/request/ID */
export interface ExplainedRow {
  readonly request: string;
  /** Milliseconds since 1970. */
  readonly at: number;
  readonly endpoint: string;
  readonly variant: string;
  readonly model: string;
  readonly version: string;
  readonly method: ExplainMethod;
  readonly output: string;
  readonly base_value: number;
  /** In the explained space, and as the model answered. */
  readonly value: number;
  readonly prediction: unknown;
  /** By size, the largest first. */
  readonly parts: readonly { readonly feature: string; readonly given: unknown; readonly value: number }[];
  readonly took_ms: number;
}

/**
 * What the page of a model's explanation is made of. Numbers travel packed (see packed.ts): row by row within a feature, so that a
 * column is one slice.
 */
export interface ExplanationPage {
  readonly model: string;
  readonly data: string;
  readonly method: ExplainMethod;
  readonly notes: readonly string[];
  readonly rows: number;
  readonly features: readonly ExplainedFeature[];
  readonly outputs: readonly string[];
  /** The output that is shown. */
  readonly output: string;
  readonly space: "raw" | "probability";
  readonly base_value: number;
  /** The largest gap between a prediction and the sum of its parts. */
  readonly additivity: number;
  readonly took_ms: number;
  /** Values of SHAP, base64 of a Float32Array: `rows` of the first feature, then of the second. */
  readonly values: string;
  /** The features' own values in the same order; a place in `words` where the feature is text. */
  readonly given: string;
  /** base64 of a Float32Array, a row each. */
  readonly predictions: string;
}

export interface ExplainedFeature {
  readonly name: string;
  readonly mean_abs: number;
  /** Of text features. */
  readonly words?: readonly string[];
}
