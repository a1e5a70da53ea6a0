import { type Field, fieldsOf, OnnxFault, signed, textOf } from "./fields";
import type { Model, Node } from "./model";
import type { Labels } from "./plainTensors";
import type { Source } from "./source";

/** The classes of the last classifier in the graph, in the order of its probabilities. */
export function classLabels(source: Source, { nodes }: Pick<Model, "nodes">): Labels | undefined {
  for (let i = nodes.length - 1; i >= 0; i--) {
    const node = nodes[i] as Node;
    if (node.domain !== "ai.onnx.ml" || !node.operation.endsWith("Classifier")) continue;
    const found = labelsOf(source, node, (name) => name.startsWith("classlabels_"));
    if (found.length > 0) return found;
  }
  return undefined;
}

/** The numbers and texts in a node's attributes of these names. */
export function labelsOf(source: Source, { span }: Node, isWanted: (attribute: string) => boolean): Labels {
  const found: (number | string)[] = [];
  for (const attribute of fieldsOf(source, span.from, span.to)) {
    if (attribute.number !== 5) continue;
    let name: string | undefined;
    const values: Field[] = [];
    for (const field of fieldsOf(source, attribute.from, attribute.to)) {
      if (field.number !== 1) {
        values.push(field);
        continue;
      }
      name = textOf(source, field);
      if (!isWanted(name)) break; // it stands first, and a forest has a hundred thousand fields behind it
    }
    if (name === undefined || !isWanted(name)) continue;
    for (const field of values) {
      if (field.number === 9) found.push(textOf(source, field));
      if (field.number !== 8) continue;
      if (field.value !== undefined) found.push(signed(field));
      else found.push(...packed(source, field.from, field.to));
    }
  }
  return found;
}

/** Varints that follow one another; each is read as the field that it would be alone. */
function packed(source: Source, from: number, to: number): number[] {
  const bytes = source.read(from, to - from);
  const numbers: number[] = [];
  let value = 0n;
  let shift = 0n;
  for (const byte of bytes) {
    value |= BigInt(byte & 0x7f) << shift;
    shift += 7n;
    if (shift > 70n) throw new OnnxFault(`a number of the labels that end at byte ${to} is longer than 64 bits`);
    if (byte >= 0x80) continue;
    numbers.push(Number(BigInt.asIntN(64, value)));
    value = shift = 0n;
  }
  return numbers;
}
