import type { ExplainedRow, ExplanationPage } from "../../../src/shared/explanation";
import { type Explained, explainedOf } from "./explained";

/** A single logged prediction as an explanation of one row: what the page shows until the others are there. */
export function explainedOfRow(asked: ExplainedRow): Explained {
  const { parts, request, at, output } = asked;
  const isText = ({ given }: { given: unknown }) => typeof given !== "number" && given !== null && given !== undefined;
  const page: ExplanationPage = {
    model: asked.model,
    title: `${asked.model} v${asked.version}`,
    data: `predictions:${asked.endpoint}`,
    method: asked.method,
    notes: [],
    rows: 1,
    features: parts.map((part) => ({
      name: part.feature,
      mean_abs: Math.abs(part.value),
      ...(isText(part) && { words: [String(part.given)] }),
    })),
    outputs: [output],
    output,
    space: asked.space ?? "raw",
    ...(asked.link && { link: asked.link }),
    base_value: asked.base_value,
    additivity: Math.abs(parts.reduce((sum, { value }) => sum + value, asked.base_value) - asked.value),
    took_ms: asked.took_ms,
    requests: [request],
    times: [at],
  };
  return explainedOf(page, {
    values: Float32Array.from(parts, ({ value }) => value),
    given: Float32Array.from(parts, (part) =>
      isText(part) ? 0 : typeof part.given === "number" ? part.given : Number.NaN,
    ),
    predictions: Float32Array.of(asked.value),
  });
}
