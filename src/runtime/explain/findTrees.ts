import { additiveValue } from "../../core/explain/additiveGraph";
import { constantsOf } from "../../core/onnx/constants";
import type { Node } from "../../core/onnx/model";
import { readNodeAttributes } from "../../core/trees/nodeAttributes";
import { readShapForest, type ShapForest } from "../../core/trees/shap/shapForest";
import type { ReadFile } from "../serving/serving";
import type { ModelColumns } from "./modelColumns";
import { inputColumns } from "./openModel";
import { passedOn } from "./passedOn";

/** Trees that are all of a model, but for steps before them that scale each column for itself. */
export interface TreePart {
  readonly forest: ShapForest;
  /** By the trees' column: which feature it is, and how it comes of it. Undefined: the features as they are. */
  readonly scaled: readonly ScaledFeature[] | undefined;
}

export interface ScaledFeature {
  readonly feature: number;
  readonly factor: number;
  readonly constant: number;
}

const passing = new Set(["Identity", "Cast", "ZipMap", "Reshape", "Normalizer"]);

export function findTrees({ source, model, facts }: ReadFile, columns: ModelColumns): TreePart | undefined {
  const ensembles = model.nodes.filter(({ operation }) => operation.startsWith("TreeEnsemble"));
  const [only] = ensembles;
  if (only === undefined || ensembles.length > 1 || only.operation === "TreeEnsemble") return undefined;
  const isClassifier = only.operation === "TreeEnsembleClassifier";
  const place = isClassifier ? (facts.probabilities ?? facts.outputs.length - 1) : facts.prediction;
  const constants = constantsOf(source, model);
  // the converter of LightGBM names its outputs with a multiplication by 1
  const isByOne = ({ operation, inputs }: Node) =>
    operation === "Mul" && constants(inputs[1] ?? "")?.numbers.every((each) => each === 1) === true;
  const isPassing = (node: Node) => passing.has(node.operation) || isByOne(node);
  const given = passedOn(model, model.outputs[place]?.name ?? "", isPassing);
  if (given !== only.outputs[isClassifier ? 1 : 0]) return undefined;
  const scaled = scaling(columns, only.inputs[0] ?? "");
  if (scaled === "other") return undefined;
  const { from, to } = only.span;
  const forest = readShapForest(readNodeAttributes(source.read(from, to - from)));
  if (forest === undefined) return undefined;
  const width = scaled?.length ?? columns.width ?? forest.features;
  return forest.features <= width ? { forest, scaled } : undefined;

  function scaling(taken: ModelColumns, name: string): readonly ScaledFeature[] | undefined | "other" {
    const isCast = ({ operation }: Node) => operation === "Cast" || operation === "Identity";
    const [input] = taken.inputs;
    if (taken.inputs.length === 1 && passedOn(model, name, isCast) === input?.facts.name) return undefined;
    const inputs = inputColumns(taken);
    const sums = inputs && additiveValue(source, model, inputs, name);
    if (sums === undefined) return "other";
    const found = sums.columns.map(({ constant, weights }): ScaledFeature | undefined => {
      const [term] = weights;
      const of = term && sums.terms[term[0]];
      if (weights.size !== 1 || term === undefined || of === undefined || of.is !== undefined) return undefined;
      return { feature: of.feature, factor: term[1], constant };
    });
    const isEach = found.every((each) => each !== undefined);
    // a feature in two of the trees' columns is one player there, and would be two here
    const isOnce = new Set(found.map((each) => each?.feature)).size === found.length;
    return isEach && isOnce ? found : "other";
  }
}
