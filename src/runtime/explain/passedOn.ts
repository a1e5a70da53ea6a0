import type { Model, Node } from "../../core/onnx/model";

/** The output of the first node behind which nothing but these operations stands, seen from an output of the model. */
export function passedOn(model: Model, output: string, isPassing: (node: Node) => boolean): string {
  const makers = new Map<string, Node>();
  for (const node of model.nodes) for (const each of node.outputs) makers.set(each, node);
  let name = output;
  for (let steps = 0; steps <= model.nodes.length; steps++) {
    const maker = makers.get(name);
    if (maker === undefined || !isPassing(maker)) return name;
    name = maker.inputs[0] ?? "";
  }
  return name;
}
