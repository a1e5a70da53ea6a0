import { type Field, fieldsOf, OnnxFault, signed, textOf } from "./fields";
import type { Model, Node, Span, Value, ValueKind } from "./model";
import type { Source } from "./source";

/** Reads what stands around the weights; throws an OnnxFault for what is no ONNX model. */
export function readModel(source: Source): Model {
  const opsets: { domain: string; version: number }[] = [];
  const metadata: Record<string, string> = {};
  let [producer, producerVersion] = ["", ""];
  let graph: Field | undefined;
  let version = 0;
  for (const field of fieldsOf(source, 0, source.size)) {
    if (field.number === 1) version = signed(field);
    else if (field.number === 2) producer = textOf(source, field);
    else if (field.number === 3) producerVersion = textOf(source, field);
    else if (field.number === 7) graph = field;
    else if (field.number === 8) opsets.push(readOpset(source, field));
    else if (field.number === 14) {
      const [key = "", value = ""] = texts(source, field);
      metadata[key] = value;
    }
  }
  if (graph === undefined || version === 0) throw new OnnxFault("it holds no graph, so it is no ONNX model");
  return { producer, producerVersion, opsets, metadata, graph: spanOf(graph), ...readGraph(source, graph) };
}

type Graph = Pick<Model, "inputs" | "outputs" | "nodes" | "externalFiles">;

function readGraph(source: Source, graph: Field): Graph {
  const [inputs, outputs, nodes]: [Value[], Value[], Node[]] = [[], [], []];
  const weights = new Set<string>();
  const externalFiles = new Set<string>();
  for (const field of fieldsOf(source, graph.from, graph.to)) {
    if (field.number === 1) nodes.push(readNode(source, field));
    else if (field.number === 5) readWeight(source, field, weights, externalFiles);
    else if (field.number === 11) inputs.push(readValue(source, field));
    else if (field.number === 12) outputs.push(readValue(source, field));
  }
  // files of the first versions name their weights among the inputs as well
  return {
    inputs: inputs.filter(({ name }) => !weights.has(name)),
    outputs,
    nodes,
    externalFiles: [...externalFiles],
  };
}

function readNode(source: Source, node: Field): Node {
  const [inputs, outputs]: [string[], string[]] = [[], []];
  let [operation, domain] = ["", ""];
  for (const field of fieldsOf(source, node.from, node.to)) {
    if (field.number === 1) inputs.push(textOf(source, field));
    else if (field.number === 2) outputs.push(textOf(source, field));
    else if (field.number === 4) operation = textOf(source, field);
    else if (field.number === 7) domain = textOf(source, field);
  }
  return { operation, domain, inputs, outputs, span: spanOf(node) };
}

function readWeight(source: Source, tensor: Field, names: Set<string>, files: Set<string>): void {
  for (const field of fieldsOf(source, tensor.from, tensor.to)) {
    if (field.number === 8) names.add(textOf(source, field));
    if (field.number !== 13) continue;
    const [key, value] = texts(source, field);
    if (key === "location" && value) files.add(value);
  }
}

function readValue(source: Source, value: Field): Value {
  let name = "";
  let type: Pick<Value, "kind" | "element" | "shape"> = { kind: "unknown", element: 0, shape: undefined };
  for (const field of fieldsOf(source, value.from, value.to)) {
    if (field.number === 1) name = textOf(source, field);
    else if (field.number === 2) type = readType(source, field);
  }
  return { name, ...type, span: spanOf(value) };
}

const kinds: Readonly<Record<number, ValueKind>> = { 1: "tensor", 4: "sequence", 5: "map" };

function readType(source: Source, type: Field): Pick<Value, "kind" | "element" | "shape"> {
  let kind: ValueKind = "unknown";
  let element = 0;
  let shape: Value["shape"];
  for (const field of fieldsOf(source, type.from, type.to)) {
    kind = kinds[field.number] ?? kind;
    if (field.number !== 1) continue;
    for (const part of fieldsOf(source, field.from, field.to)) {
      if (part.number === 1) element = signed(part);
      else if (part.number === 2)
        shape = [...fieldsOf(source, part.from, part.to)]
          .filter(({ number }) => number === 1)
          .map((dim) => readDim(source, dim));
    }
  }
  return { kind, element, shape };
}

function readDim(source: Source, dim: Field): number | string | undefined {
  for (const field of fieldsOf(source, dim.from, dim.to)) {
    if (field.number === 1) return signed(field) > 0 ? signed(field) : undefined;
    if (field.number === 2) return textOf(source, field) || undefined;
  }
  return undefined;
}

function readOpset(source: Source, opset: Field): { domain: string; version: number } {
  let [domain, version] = ["", 0];
  for (const field of fieldsOf(source, opset.from, opset.to)) {
    if (field.number === 1) domain = textOf(source, field);
    else if (field.number === 2) version = signed(field);
  }
  return { domain, version };
}

/** The texts of a message, in the order of their fields: a key and its value. */
function texts(source: Source, message: Field): string[] {
  return [...fieldsOf(source, message.from, message.to)].map((field) => textOf(source, field));
}

function spanOf({ start, from, to }: Field): Span {
  return { start, from, to };
}
