import { pack, unpack } from "./packed";
import { list, number, object, oneOf, optional, type Reader, string } from "./readers";

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
  readonly space?: "raw" | "probability";
  /** How a raw value becomes the probability of its output; none for what is a probability or an amount already. */
  readonly link?: "logit";
  readonly base_value: number;
  /** In the explained space, and as the model answered. */
  readonly value: number;
  readonly prediction: unknown;
  /** By size, the largest first. */
  readonly parts: readonly ExplainedPart[];
  readonly took_ms: number;
}

export interface ExplainedPart {
  readonly feature: string;
  readonly given: unknown;
  readonly value: number;
}

/** What a page asks POST /api/tidemark/v1/explain for, and POST explain/interactions. */
export interface ExplainWish {
  /** A .onnx file, models:/NAME/VERSION, models:/NAME@ALIAS, runs:/ID/PATH; of logged predictions it may be left out. */
  readonly model?: string;
  /** A table's address: a file, FILE@REVISION, run:ID/NAME, predictions:ENDPOINT?last=24h. Without one the dataset that the model's run was trained on. */
  readonly data?: string;
  readonly background?: string;
  readonly method?: "auto" | ExplainMethod;
  readonly output_space?: "raw" | "probability";
  /** One of the model's outputs; without one the last, which of two classes is the positive one. */
  readonly output?: string;
}

export const readExplainWish = object<ExplainWish>({
  model: optional(string) as Reader<string>,
  data: optional(string) as Reader<string>,
  background: optional(string) as Reader<string>,
  method: optional(oneOf("auto", ...explainMethods)) as Reader<"auto" | ExplainMethod>,
  output_space: optional(oneOf("raw", "probability")) as Reader<"raw" | "probability">,
  output: optional(string) as Reader<string>,
});

/**
 * What the page of a model's explanation is made of. It travels packed (`packExplanation`), so that a hundred thousand rows of
 * thirty features are no text: this is the head.
 */
export interface ExplanationPage {
  /** As it was asked for; of logged predictions the model that made them. */
  readonly model: string;
  /** In a few characters: `churn v5`, `model.onnx`. */
  readonly title?: string;
  /** The run that the model came from. */
  readonly run?: { readonly id: string; readonly name: string };
  readonly data: string;
  /** Of data that has versions: the beginning of its hash. */
  readonly data_version?: string;
  readonly method: ExplainMethod;
  readonly notes: readonly string[];
  readonly rows: number;
  readonly features: readonly ExplainedFeature[];
  readonly outputs: readonly string[];
  /** The output that is shown. */
  readonly output: string;
  readonly space: "raw" | "probability";
  /** How a raw value becomes the probability of its output; none for what is a probability or an amount already. */
  readonly link?: "logit";
  readonly base_value: number;
  /** The largest gap between a prediction and the sum of its parts. */
  readonly additivity: number;
  readonly took_ms: number;
  /** Of logged predictions: the id of each row's request, and when it was answered. */
  readonly requests?: readonly string[];
  readonly times?: readonly number[];
}

export interface ExplainedFeature {
  readonly name: string;
  readonly mean_abs: number;
  /** Of text features. */
  readonly words?: readonly string[];
}

export interface ExplainedNumbers {
  /** Values of SHAP: all rows of the first feature, then of the second, so that a column is one slice. */
  readonly values: Float32Array;
  /** The features' own values in the same order; a place in `words` where the feature is text. */
  readonly given: Float32Array;
  /** A row each, in the explained space. */
  readonly predictions: Float32Array;
}

/** Mean |interaction| of each two features over so many rows of the data; only of trees. POST explain/interactions */
export interface ExplainedInteractions {
  readonly features: readonly string[];
  readonly rows: number;
  /** [feature][feature]; the main effects stand on the diagonal. */
  readonly mean_abs: readonly (readonly number[])[];
}

export const readExplainedInteractions = object<ExplainedInteractions>({
  features: list(string),
  rows: number,
  mean_abs: list(list(number)),
});

/** How the answer comes about in each part of the data: by the values of a column, or by quarters where it is of many numbers. POST explain/cohorts { …wish, segment } */
export interface ExplainedCohorts {
  readonly segment: string;
  readonly features: readonly string[];
  readonly cohorts: readonly ExplainedCohort[];
}

export interface ExplainedCohort {
  readonly name: string;
  readonly rows: number;
  /** Mean prediction in the explained space. */
  readonly prediction: number;
  /** A number a feature, in the order of `features`: mean |value|, and mean value. */
  readonly mean_abs: readonly number[];
  readonly mean: readonly number[];
}

export const readExplainedCohorts = object<ExplainedCohorts>({
  segment: string,
  features: list(string),
  cohorts: list(
    object<ExplainedCohort>({
      name: string,
      rows: number,
      prediction: number,
      mean_abs: list(number),
      mean: list(number),
    }),
  ),
});

/** What the model goes by in two tables. POST explain/drift { …wish, reference } */
export interface ExplainedDrift {
  readonly reference: string;
  readonly current: string;
  /** Of both tables: |change of share| summed over features, halved: 0 the same, 1 nothing in common. */
  readonly distance: number;
  /** The largest change first. */
  readonly features: readonly ExplainedChange[];
}

/** Mean |value| in each table, and its share of all features' in that table. */
export interface ExplainedChange {
  readonly feature: string;
  readonly reference: number;
  readonly current: number;
  readonly reference_share: number;
  readonly current_share: number;
}

export const readExplainedDrift = object<ExplainedDrift>({
  reference: string,
  current: string,
  distance: number,
  features: list(
    object<ExplainedChange>({
      feature: string,
      reference: number,
      current: number,
      reference_share: number,
      current_share: number,
    }),
  ),
});

const readFeature = object<ExplainedFeature>({
  name: string,
  mean_abs: number,
  words: optional(list(string)) as Reader<string[]>,
});

const readPage = object<ExplanationPage>({
  model: string,
  title: optional(string) as Reader<string>,
  run: optional(object<{ id: string; name: string }>({ id: string, name: string })) as Reader<{
    id: string;
    name: string;
  }>,
  data: string,
  data_version: optional(string) as Reader<string>,
  method: oneOf(...explainMethods),
  notes: list(string),
  rows: number,
  features: list(readFeature),
  outputs: list(string),
  output: string,
  space: oneOf("raw", "probability"),
  link: optional(oneOf("logit")) as Reader<"logit">,
  base_value: number,
  additivity: number,
  took_ms: number,
  requests: optional(list(string)) as Reader<string[]>,
  times: optional(list(number)) as Reader<number[]>,
});

export function packExplanation(page: ExplanationPage, { values, given, predictions }: ExplainedNumbers): Uint8Array {
  const bits = (numbers: Float32Array) => new Uint32Array(numbers.buffer, numbers.byteOffset, numbers.length);
  return pack({ head: page, doubles: [], integers: [bits(values), bits(given), bits(predictions)] });
}

export function unpackExplanation(bytes: Uint8Array): { readonly page: ExplanationPage } & ExplainedNumbers {
  const { head, integers } = unpack(bytes);
  const page = readPage(head, "explanation");
  const floats = (count: number) => {
    const bits = integers(count);
    return new Float32Array(bits.buffer, bits.byteOffset, count);
  };
  const size = page.rows * page.features.length;
  return { page, values: floats(size), given: floats(size), predictions: floats(page.rows) };
}

/** GET /api/tidemark/v1/predictions/latest?endpoint=NAME&limit=50: what was predicted last, the newest first. */
export interface LatestPrediction {
  readonly request: string;
  /** Milliseconds since 1970. */
  readonly at: number;
  readonly endpoint: string;
  readonly variant: string;
  /** In a few characters, as the model answered. */
  readonly prediction: string;
}

export const readLatestPredictions = object<{ predictions: LatestPrediction[] }>({
  predictions: list(
    object<LatestPrediction>({ request: string, at: number, endpoint: string, variant: string, prediction: string }),
  ),
});

export const readExplainedRow = object<ExplainedRow>({
  request: string,
  at: number,
  endpoint: string,
  variant: string,
  model: string,
  version: string,
  method: oneOf(...explainMethods),
  output: string,
  space: optional(oneOf("raw", "probability")) as Reader<"raw" | "probability">,
  link: optional(oneOf("logit")) as Reader<"logit">,
  base_value: number,
  value: number,
  prediction: (value) => value,
  parts: list(object<ExplainedPart>({ feature: string, given: (value) => value, value: number })),
  took_ms: number,
});
