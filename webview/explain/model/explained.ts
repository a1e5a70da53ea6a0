import type { ExplainedNumbers, ExplanationPage } from "../../../src/shared/explanation";

/** An explanation as the page works with it: features in the order of their weight, columns as slices. */
export interface Explained {
  readonly page: ExplanationPage;
  readonly rows: number;
  /** The largest first. */
  readonly features: readonly Feature[];
  readonly predictions: Float32Array;
}

export interface Feature {
  /** Its place in the order of weight, from 0. */
  readonly place: number;
  readonly name: string;
  readonly meanAbs: number;
  /** Of text: what its numbers are places in. */
  readonly words: readonly string[] | undefined;
  /** A SHAP value a row. */
  readonly values: Float32Array;
  /** The feature's own value a row; NaN where it is missing. */
  readonly given: Float32Array;
}

export function explainedOf(page: ExplanationPage, { values, given, predictions }: ExplainedNumbers): Explained {
  const { rows } = page;
  const features = page.features
    .map(({ name, mean_abs, words }, i) => ({
      name,
      meanAbs: mean_abs,
      words,
      values: values.subarray(i * rows, (i + 1) * rows),
      given: given.subarray(i * rows, (i + 1) * rows),
    }))
    .sort((a, b) => b.meanAbs - a.meanAbs)
    .map((feature, place) => ({ ...feature, place }));
  return { page, rows, features, predictions };
}

/** The feature of that name, or the one that weighs most. */
export function featureNamed({ features }: Explained, name: string | undefined): Feature | undefined {
  return features.find((feature) => feature.name === name) ?? features[0];
}

/** How a row's value reads: a word, or the number. */
export function givenText({ words, given }: Feature, row: number, say: (value: number) => string): string {
  const value = given[row] ?? Number.NaN;
  return Number.isNaN(value) ? "" : (words?.[value] ?? say(value));
}

/** From log-odds to a probability, where the explanation says that this is the way. */
export function probabilityOf({ space, link }: ExplanationPage, value: number): number | undefined {
  if (space === "probability") return value;
  return link === "logit" ? 1 / (1 + Math.exp(-value)) : undefined;
}
