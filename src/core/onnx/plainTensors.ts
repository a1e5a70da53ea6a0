import { labelsOf } from "./classLabels";
import { OnnxFault } from "./fields";
import type { Model, Node, Value } from "./model";
import type { Edits } from "./rewrite";
import type { Source } from "./source";
import { identityNode, outputValue } from "./write";

/** What the classes of a classifier are called, in the order of its probabilities. */
export type Labels = readonly (number | string)[];

export interface PlainModel {
  /** What has to be changed in the file; nothing: it is loaded as it is. */
  readonly edits: Edits;
  /** By the output that holds the probabilities. */
  readonly labels: ReadonlyMap<string, Labels>;
  /** By the output that was a sequence: the outputs that stand for it. */
  readonly parts: ReadonlyMap<string, readonly string[]>;
}

const float = 1;

/**
 * The same model with tensors alone for outputs, since others cannot be handed out: a ZipMap, which makes a dictionary a
 * row, is left out, and a sequence that is made of tensors becomes these. Throws an OnnxFault for others.
 */
export function plainTensors(source: Source, model: Model): PlainModel {
  const labels = new Map<string, Labels>();
  const parts = new Map<string, readonly string[]>();
  const edits = new Map<number, readonly Uint8Array[]>();
  for (const output of model.outputs.filter(({ kind }) => kind === "sequence" || kind === "map")) {
    const maker = model.nodes.find(({ outputs }) => outputs.includes(output.name));
    if (maker?.operation === "ZipMap" && maker.domain === "ai.onnx.ml") {
      const found = labelsOf(source, maker, (name) => name.startsWith("classlabels_"));
      labels.set(output.name, found);
      edits.set(maker.span.start, [identityNode(maker.inputs[0] ?? "", output.name)]);
      edits.set(output.span.start, [outputValue(output.name, { element: float, shape: ["rows", found.length] })]);
    } else if (maker?.operation === "SequenceConstruct") {
      const names = maker.inputs.map((_, i) => `${output.name}_${i}`);
      parts.set(output.name, names);
      edits.set(
        maker.span.start,
        maker.inputs.map((from, i) => identityNode(from, names[i] ?? "")),
      );
      edits.set(
        output.span.start,
        names.map((name) => outputValue(name)),
      );
    } else throw new OnnxFault(refusal(output, maker));
  }
  return { edits, labels, parts };
}

function refusal({ name, kind }: Value, maker: Node | undefined): string {
  const by = maker ? `made by ${shown(maker.operation)}` : "made by nothing in it";
  return `its output “${shown(name)}” is a ${kind} ${by}; outputs have to be tensors`;
}

/** Names of a file that is broken may be anything. */
function shown(name: string): string {
  return name.slice(0, 100).replaceAll(/[\p{Cc}\p{Zl}\p{Zp}\uFFFD]/gu, "?");
}
