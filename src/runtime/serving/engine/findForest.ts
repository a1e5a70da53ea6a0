import type { Model, Node } from "../../../core/onnx/model";
import { type Forest, readForest } from "../../../core/trees/forest";
import { readNodeAttributes } from "../../../core/trees/nodeAttributes";
import type { FileSource } from "../fileSource";
import type { ModelFacts } from "../modelFacts";

/** Read whole: beyond this a model is better off in onnxruntime. */
const largest = 64 * 1024 * 1024;

/** Columns beyond which the memory for a few rows is large. */
const mostFeatures = 16_384;

/** Levels beyond which a walk no longer pays: it goes all the way down for each row. */
const deepest = 1000;

/** The number of a tensor's elements in ONNX's own list: what the trees give, and a Cast may leave as it is. */
const elements: Readonly<Record<string, number>> = { float32: 1, int64: 7, string: 8 };

/** The trees of a model that is nothing but trees; undefined where there is more to it. */
export function findForest(source: FileSource, model: Model, facts: ModelFacts): Forest | undefined {
  const { inputs, outputs, prediction, probabilities, classes } = facts;
  const [input] = inputs;
  if (source.size > largest || inputs.length !== 1) return undefined;
  if (input?.type !== "float32" || input.shape.length !== 2 || input.shape[0] !== undefined) return undefined;
  const trees = model.nodes.filter(({ operation }) => operation.startsWith("TreeEnsemble"));
  const [only] = trees;
  if (only === undefined || trees.length > 1 || only.inputs[0] !== input.name) return undefined;
  if (only.operation !== "TreeEnsembleClassifier" && only.operation !== "TreeEnsembleRegressor") return undefined;
  if (outputs.length !== (probabilities === undefined ? 1 : 2)) return undefined;
  const given = probabilities === undefined ? [prediction] : [prediction, probabilities];
  const isPassedOn = given.every(
    (place, i) => origin(source, model, model.outputs[place]?.name ?? "", outputs[place]?.type) === only.outputs[i],
  );
  if (!isPassedOn) return undefined;

  const { from, to } = only.span;
  const forest = readForest(readNodeAttributes(source.read(from, to - from)));
  if (forest === undefined || forest.depths.some((depth) => depth > deepest)) return undefined;
  if (forest.isClassifier !== (probabilities !== undefined)) return undefined;
  const count = forest.isBinary ? 2 : forest.width;
  if (forest.isClassifier && classes?.length !== count) return undefined;
  return forest.features <= Math.min(mostFeatures, input.shape[1] ?? forest.features) ? forest : undefined;
}

/** Where an output comes from, through operators that change nothing that we would see. */
function origin(source: FileSource, { nodes }: Model, output: string, type: string | undefined): string | undefined {
  const makers = new Map<string, Node>();
  for (const node of nodes) for (const each of node.outputs) makers.set(each, node);
  let name: string | undefined = output;
  for (let steps = 0; steps < nodes.length; steps++) {
    const maker: Node | undefined = makers.get(name ?? "");
    if (maker === undefined) return undefined;
    if (maker.operation.startsWith("TreeEnsemble")) return name;
    const isPlain = maker.operation === "Identity" || maker.operation === "ZipMap";
    if (!isPlain && !(maker.operation === "Cast" && castsTo(source, maker) === elements[type ?? ""])) return undefined;
    name = maker.inputs[0];
  }
  return undefined;
}

function castsTo(source: FileSource, { span }: Node): number | undefined {
  return readNodeAttributes(source.read(span.from, span.to - span.from)).ints("to")[0];
}
