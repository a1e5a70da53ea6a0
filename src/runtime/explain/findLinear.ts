import type { Sum, Term } from "../../core/explain/additive";
import { additiveValue } from "../../core/explain/additiveGraph";
import type { Node } from "../../core/onnx/model";
import { readNodeAttributes } from "../../core/trees/nodeAttributes";
import type { ReadFile } from "../serving/serving";
import type { ModelColumns } from "./modelColumns";
import { inputColumns } from "./openModel";
import { passedOn } from "./passedOn";

/** A model whose raw answer is a sum of what each feature adds. */
export interface LinearPart {
  readonly outputs: readonly Sum[];
  readonly terms: readonly Term[];
  /** Of two classes the raw score of the second: its probability is the logistic function of it. */
  readonly isLogit: boolean;
  readonly isClassifier: boolean;
}

/** Links of classifiers, behind which the raw scores stand. */
const links = new Set(["Identity", "Cast", "ZipMap", "Reshape", "Normalizer", "Sigmoid", "Softmax", "Div", "Abs"]);
const plain = new Set(["Identity", "Cast", "Reshape"]);

export function findLinear({ source, model, facts }: ReadFile, columns: ModelColumns): LinearPart | undefined {
  const inputs = inputColumns(columns);
  if (inputs === undefined) return undefined;
  const classifier = model.nodes.find(({ operation }) => operation === "LinearClassifier");
  const isClassifier = facts.probabilities !== undefined || classifier !== undefined;
  const place = isClassifier ? (facts.probabilities ?? facts.outputs.length - 1) : facts.prediction;
  const seen = new Set<string>();
  const name = passedOn(model, model.outputs[place]?.name ?? "", ({ operation }) => {
    const isLink = (isClassifier ? links : plain).has(operation);
    if (isLink) seen.add(operation);
    return isLink;
  });
  const sums = additiveValue(source, model, inputs, name);
  if (sums === undefined || sums.columns.length === 0) return undefined;
  const { terms } = sums;
  const isOfTwo = isClassifier && sums.columns.length <= 2;
  const outputs = isOfTwo ? sums.columns.slice(-1) : sums.columns;
  const isLogit =
    isOfTwo && (seen.has("Sigmoid") || (classifier?.outputs.includes(name) === true && isLogistic(classifier)));
  return { outputs, terms, isLogit, isClassifier };

  function isLogistic({ span }: Node): boolean {
    return readNodeAttributes(source.read(span.from, span.to - span.from)).strings("post_transform")[0] === "LOGISTIC";
  }
}
