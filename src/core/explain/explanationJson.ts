import type { ExplainMethod, Explanation } from "../../shared/explanation";
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

/** The promised JSON: written by hand, for a hundred thousand rows would be as many objects. What is not finite is null. */
export function explanationJson(head: ExplanationHead, { rows, values, predictions }: Explained): string {
  const { features, outputs, method, base_values, ...rest } = head;
  const lists: string[] = [];
  const cells = features.length * outputs.length;
  for (let row = 0; row < rows; row++) {
    const own = values.subarray(row * cells, (row + 1) * cells);
    lists.push(outputs.length === 1 ? numbers(own) : nested(own, outputs.length));
  }
  const answers = outputs.length === 1 ? numbers(predictions) : nested(predictions, outputs.length);
  const first = JSON.stringify({ method, features, outputs, base_values });
  return `${first.slice(0, -1)},"values":[${lists.join(",")}],"predictions":${answers},${JSON.stringify(rest).slice(1)}`;
}

function numbers(list: Float32Array | Float64Array): string {
  let text = "[";
  for (let i = 0; i < list.length; i++) {
    const value = list[i] as number;
    text += `${i === 0 ? "" : ","}${Number.isFinite(value) ? value : "null"}`;
  }
  return `${text}]`;
}

function nested(list: Float32Array | Float64Array, width: number): string {
  const parts: string[] = [];
  for (let at = 0; at < list.length; at += width) parts.push(numbers(list.subarray(at, at + width)));
  return `[${parts.join(",")}]`;
}
