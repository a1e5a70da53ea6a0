import type { Sum, Term } from "./additive";
import type { Explained } from "./game";

/** A model whose answer is a sum of what each feature adds. */
export interface LinearModel {
  readonly width: number;
  readonly outputs: readonly Sum[];
  readonly terms: readonly Term[];
  /** A feature's words by the number that stands for each, where it is text. */
  readonly words: readonly (readonly string[] | undefined)[];
}

/** The closed form: what a feature adds less what it adds on average over the background. */
export function explainLinear(model: LinearModel, data: Float64Array, background: Float64Array): Explained {
  const { width, outputs } = model;
  const rows = data.length / width;
  const many = outputs.length;
  const values = new Float64Array(rows * width * many);
  const base = Float64Array.from(outputs, ({ constant }) => constant);
  for (const [place, term] of model.terms.entries()) {
    const read = readerOf(model, term);
    const mean = meanOf(background, width, term.feature, read);
    for (let k = 0; k < many; k++) {
      const weight = outputs[k]?.weights.get(place) ?? 0;
      if (weight === 0) continue;
      base[k] = (base[k] as number) + weight * mean;
      for (let row = 0; row < rows; row++) {
        const at = (row * width + term.feature) * many + k;
        values[at] = (values[at] as number) + weight * (read(data[row * width + term.feature] as number) - mean);
      }
    }
  }
  return { rows, values, base, predictions: sums(values, base, rows, width) };
}

/** What the model gives for rows, [row][output]. */
export function linearSums(model: LinearModel, data: Float64Array): Float64Array {
  const { width, outputs } = model;
  const rows = data.length / width;
  const all = new Float64Array(rows * outputs.length);
  for (let k = 0; k < outputs.length; k++) {
    const { constant, weights } = outputs[k] as Sum;
    for (let row = 0; row < rows; row++) all[row * outputs.length + k] = constant;
    for (const [place, weight] of weights) {
      const term = model.terms[place] as Term;
      const read = readerOf(model, term);
      for (let row = 0; row < rows; row++) {
        const at = row * outputs.length + k;
        all[at] = (all[at] as number) + weight * read(data[row * width + term.feature] as number);
      }
    }
  }
  return all;
}

function readerOf({ words }: LinearModel, { feature, is }: Term): (value: number) => number {
  if (is === undefined) return (value) => value;
  const wanted = typeof is === "string" ? (words[feature]?.indexOf(is) ?? Number(is)) : is;
  return (value) => (value === wanted ? 1 : 0);
}

function meanOf(background: Float64Array, width: number, feature: number, read: (value: number) => number): number {
  let sum = 0;
  for (let at = feature; at < background.length; at += width) sum += read(background[at] as number);
  return sum / (background.length / width);
}

function sums(values: Float64Array, base: Float64Array, rows: number, width: number): Float64Array {
  const many = base.length;
  const all = new Float64Array(rows * many);
  for (let row = 0; row < rows; row++)
    for (let k = 0; k < many; k++) {
      let sum = base[k] as number;
      for (let feature = 0; feature < width; feature++) sum += values[(row * width + feature) * many + k] as number;
      all[row * many + k] = sum;
    }
  return all;
}
