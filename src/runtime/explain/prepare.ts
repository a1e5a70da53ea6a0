import { mostEnumerated } from "../../core/explain/exact";
import { invalid } from "../../shared/apiError";
import type { ExplainMethod } from "../../shared/explanation";
import type { RowEncoder } from "./encodeRows";
import type { OpenedModel } from "./openModel";
import { prepareAsked } from "./prepareAsked";
import type { Backdrop, ExplainChoice, Prepared } from "./prepared";
import { prepareLinear } from "./prepareLinear";
import { prepareTrees } from "./prepareTrees";

/** The model ready to be explained with the method that was asked for, or with the one that fits it best. */
export async function prepare(
  model: OpenedModel,
  encoder: RowEncoder,
  backdrop: Backdrop,
  choice: ExplainChoice,
): Promise<Prepared> {
  const method = choice.method === "auto" ? chooseMethod(model, encoder, backdrop, choice) : choice.method;
  switch (method) {
    case "tree_path_dependent":
    case "interventional":
      return prepareTrees(model, encoder, backdrop, { ...choice, method });
    case "linear":
      return prepareLinear(model, encoder, backdrop, choice.space);
    case "exact":
    case "permutation":
    case "kernel":
      return prepareAsked(model, encoder, backdrop, { ...choice, method });
    default:
      return method satisfies never;
  }
}

function chooseMethod(
  { trees, linear, file }: OpenedModel,
  { features }: RowEncoder,
  { given }: Backdrop,
  { space }: ExplainChoice,
): ExplainMethod {
  const asked = features.length <= mostEnumerated ? "exact" : "permutation";
  if (trees !== undefined) {
    const { transform } = trees.forest;
    if (space === "raw" || transform === "NONE") return given === undefined ? "tree_path_dependent" : "interventional";
    if (transform === "SOFTMAX") return asked;
    if (given !== undefined) return "interventional";
    return invalid(
      `${file.path}: probabilities of boosted trees are explained against rows of a background; give some with --background, or leave out --output-space probability`,
    );
  }
  if (linear !== undefined && (space === "raw" || !linear.isClassifier)) return "linear";
  return asked;
}
