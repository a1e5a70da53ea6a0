import { OnnxFault } from "../../../core/onnx/fields";
import type { Model } from "../../../core/onnx/model";
import type { Labels, PlainModel } from "../../../core/onnx/plainTensors";
import type { InputFacts, ModelFacts, OutputFacts } from "../modelFacts";
import { tensorTypeOf } from "./elementTypes";

type Described = Pick<ModelFacts, "inputs" | "outputs" | "classes" | "prediction" | "probabilities">;

/** What the file says of itself, and which of its outputs is the answer. */
export function describeModel(model: Model, plain: PlainModel, classLabels: Labels | undefined): Described {
  const inputs = model.inputs.map(({ name, kind, element, shape }): InputFacts => {
    const type = kind === "tensor" ? tensorTypeOf(element) : undefined;
    if (type === undefined) throw new OnnxFault(`its input “${name}” is no tensor of numbers or text`);
    return { name, type, shape: sizes(shape ?? []) };
  });
  const outputs = model.outputs.flatMap(({ name, element, shape }): OutputFacts[] => {
    const labels = plain.labels.get(name);
    if (labels) return [{ name, type: "float32", shape: [undefined, labels.length], wasMap: true }];
    const part = { type: tensorTypeOf(element) ?? "float32", shape: sizes(shape ?? []), wasMap: false };
    return (plain.parts.get(name) ?? [name]).map((each) => ({ name: each, ...part }));
  });
  const probabilities = findProbabilities(outputs);
  const prediction = outputs.findIndex((_, i) => i !== probabilities);
  const classes = [...plain.labels.values()][0] ?? (probabilities === undefined ? undefined : classLabels);
  return { inputs, outputs, classes, prediction: Math.max(0, prediction), probabilities };
}

/** A classifier gives labels, and beside them a number for each class. */
function findProbabilities(outputs: readonly OutputFacts[]): number | undefined {
  const isLabel = ({ type }: OutputFacts) => /^(u?int|string|bool)/.test(type);
  if (outputs.length < 2 || !outputs.some(isLabel)) return undefined;
  const found = outputs.findIndex(
    (output) => /^float/.test(output.type) && (output.wasMap || output.shape.length === 2),
  );
  return found < 0 ? undefined : found;
}

function sizes(shape: readonly (number | string | undefined)[]): (number | undefined)[] {
  return shape.map((size) => (typeof size === "number" ? size : undefined));
}
