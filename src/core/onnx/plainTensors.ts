import { labelsOf } from "./classLabels";
import { fieldsOf, OnnxFault } from "./fields";
import type { Model, Node, Value } from "./model";
import type { Source } from "./source";
import { fieldHead, identityNode, lengthOf, opsetImport, outputValue, type Piece } from "./write";

/** What the classes of a classifier are called, in the order of its probabilities. */
export type Labels = readonly (number | string)[];

export interface PlainModel {
  /** The file to load instead; undefined: the file as it is. */
  readonly pieces: readonly Piece[] | undefined;
  /** By the output that holds the probabilities. */
  readonly labels: ReadonlyMap<string, Labels>;
  /** By the output that was a sequence: the outputs that stand for it. */
  readonly parts: ReadonlyMap<string, readonly string[]>;
}

const float = 1;
/** Where Identity takes every type of tensor. */
const opsetOfIdentity = 13;

/**
 * The same model with tensors alone for outputs, since others cannot be handed out: a ZipMap, which makes a dictionary a
 * row, is left out, and a sequence that is made of tensors becomes these. Throws an OnnxFault for others.
 */
export function plainTensors(source: Source, model: Model): PlainModel {
  const labels = new Map<string, Labels>();
  const parts = new Map<string, readonly string[]>();
  const gone = new Map<number, readonly Uint8Array[]>();
  for (const output of model.outputs.filter(({ kind }) => kind === "sequence" || kind === "map")) {
    const maker = model.nodes.find(({ outputs }) => outputs.includes(output.name));
    if (maker?.operation === "ZipMap" && maker.domain === "ai.onnx.ml") {
      const found = labelsOf(source, maker, (name) => name.startsWith("classlabels_"));
      labels.set(output.name, found);
      gone.set(maker.span.start, [identityNode(maker.inputs[0] ?? "", output.name)]);
      gone.set(output.span.start, [outputValue(output.name, { element: float, shape: ["rows", found.length] })]);
    } else if (maker?.operation === "SequenceConstruct") {
      const names = maker.inputs.map((_, i) => `${output.name}_${i}`);
      parts.set(output.name, names);
      gone.set(
        maker.span.start,
        maker.inputs.map((from, i) => identityNode(from, names[i] ?? "")),
      );
      gone.set(
        output.span.start,
        names.map((name) => outputValue(name)),
      );
    } else throw new OnnxFault(refusal(output, maker));
  }
  return { pieces: gone.size === 0 ? undefined : rewrite(source, model, gone), labels, parts };
}

function refusal({ name, kind }: Value, maker: Node | undefined): string {
  const by = maker ? `made by ${shown(maker.operation)}` : "made by nothing in it";
  return `its output “${shown(name)}” is a ${kind} ${by}; outputs have to be tensors`;
}

/** Names of a file that is broken may be anything. */
function shown(name: string): string {
  return name.slice(0, 100).replaceAll(/[\p{Cc}\p{Zl}\p{Zp}\uFFFD]/gu, "?");
}

/** The file with fields of its graph replaced; weights are not touched, and not read. */
function rewrite(source: Source, model: Model, gone: ReadonlyMap<number, readonly Uint8Array[]>): Piece[] {
  const graph: Piece[] = [];
  let kept = model.graph.from;
  for (const field of fieldsOf(source, model.graph.from, model.graph.to)) {
    const instead = gone.get(field.start);
    if (instead === undefined) continue;
    graph.push({ from: kept, to: field.start }, ...instead);
    kept = field.to;
  }
  graph.push({ from: kept, to: model.graph.to });
  const isKnown = model.opsets.some(({ domain }) => domain === "" || domain === "ai.onnx");
  return [
    { from: 0, to: model.graph.start },
    fieldHead(7, lengthOf(graph)),
    ...graph,
    { from: model.graph.to, to: source.size },
    ...(isKnown ? [] : [opsetImport(opsetOfIdentity)]),
  ];
}
