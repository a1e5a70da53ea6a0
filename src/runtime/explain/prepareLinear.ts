import { explainLinear, type LinearModel } from "../../core/explain/linear";
import { invalid } from "../../shared/apiError";
import type { RowEncoder } from "./encodeRows";
import type { OpenedModel } from "./openModel";
import { type Backdrop, outputLabels, type Prepared, type Space } from "./prepared";

export function prepareLinear(
  { linear, file, classes }: OpenedModel,
  encoder: RowEncoder,
  { given, data }: Backdrop,
  space: Space,
): Prepared {
  if (linear === undefined)
    return invalid(`${file.path}: is no linear model; --method auto takes the method that fits`);
  if (space === "probability" && linear.isClassifier)
    return invalid(
      `${file.path}: the closed form of a linear classifier is that of its raw scores; --method exact or permutation explains probabilities`,
    );
  const { values } = given ?? data;
  return {
    method: "linear",
    space: "raw",
    link: linear.isLogit ? "logit" : undefined,
    encoder,
    outputs: outputLabels(linear.outputs.length, linear.isClassifier ? classes : undefined),
    notes: given === undefined ? ["the background is the data itself"] : [],
    explain: async (rows) => explainLinear(linearModel(linear, encoder), rows.values, values),
    interactions: undefined,
    close: async () => undefined,
  };
}

/** The words are those of now: rows that come later bring new ones. */
export function linearModel({ outputs, terms }: NonNullable<OpenedModel["linear"]>, encoder: RowEncoder): LinearModel {
  return { width: encoder.features.length, outputs, terms, words: encoder.words };
}
