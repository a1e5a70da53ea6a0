import { constantsOf } from "../../core/onnx/constants";
import { convertedFacts } from "../../core/onnx/convertedFacts";
import type { ReadFile } from "../serving/serving";

/** What a classifier's classes are called: in a classifier's node, in what `tidemark convert` wrote, or in the list that its label is picked from. */
export function findClasses({ source, model, facts }: ReadFile): readonly (string | number)[] | undefined {
  const told = facts.classes ?? convertedFacts(model).classes;
  if (told !== undefined || facts.probabilities === undefined) return told;
  const constants = constantsOf(source, model);
  for (const { operation, inputs } of model.nodes.toReversed()) {
    if (operation !== "ArrayFeatureExtractor") continue;
    const list = constants(inputs[0] ?? "");
    if (list !== undefined) return list.texts.length > 0 ? list.texts : Array.from(list.numbers);
  }
  return undefined;
}
