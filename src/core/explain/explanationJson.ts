import type { ExplainMethod, Explanation } from "../../shared/explanation";
import { createNumberWriter, type NumberWriter } from "../json/numberWriter";
import type { Explained } from "./game";
import { meanAbs } from "./meanAbs";

export interface Named {
  readonly method: ExplainMethod;
  readonly features: readonly string[];
  readonly outputs: readonly string[];
  readonly notes: readonly string[];
}

/** What is said of an explanation besides its values, which are many. */
export type ExplanationHead = Omit<Explanation, "values" | "predictions">;

export function explanationHead({ method, features, outputs, notes }: Named, explained: Explained): ExplanationHead {
  return {
    method,
    features,
    outputs,
    base_values: Array.from(explained.base),
    ranking: rankingOf(features, meanAbs(explained, features.length)),
    ...(notes.length > 0 && { notes }),
  };
}

export function rankingOf(features: readonly string[], sizes: readonly number[]): Explanation["ranking"] {
  return features.map((feature, i) => ({ feature, mean_abs: sizes[i] ?? 0 })).sort((a, b) => b.mean_abs - a.mean_abs);
}

/** The promised JSON, as bytes: a hundred thousand rows would be millions of strings. What is not finite is null. */
export function explanationJson(head: ExplanationHead, { rows, values, predictions }: Explained): Uint8Array {
  const { features, outputs, method, base_values, ...rest } = head;
  const writer = createNumberWriter();
  const many = outputs.length;
  const cells = features.length * many;
  writer.text(JSON.stringify({ method, features, outputs, base_values }).slice(0, -1));
  writer.text(',"values":[');
  for (let row = 0; row < rows; row++) {
    if (row > 0) writer.sign(comma);
    list(writer, values, row * cells, (row + 1) * cells, many);
  }
  writer.text('],"predictions":');
  list(writer, predictions, 0, predictions.length, many);
  writer.text(`,${JSON.stringify(rest).slice(1)}`);
  return writer.bytes();
}

const [comma, open, close] = [44, 91, 93];

/** `width` above 1: lists of so many. */
function list(
  writer: NumberWriter,
  numbers: Float32Array | Float64Array,
  from: number,
  to: number,
  width: number,
): void {
  writer.sign(open);
  for (let at = from; at < to; at += width) {
    if (at > from) writer.sign(comma);
    if (width > 1) writer.sign(open);
    for (let k = at; k < at + width; k++) {
      if (k > at) writer.sign(comma);
      writer.short(numbers[k] as number);
    }
    if (width > 1) writer.sign(close);
  }
  writer.sign(close);
}
