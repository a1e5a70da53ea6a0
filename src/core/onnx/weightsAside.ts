import { type Field, fieldsOf, signed, textOf } from "./fields";
import type { Model } from "./model";
import type { Edits } from "./rewrite";
import type { Source } from "./source";
import { externalPlace, fieldHead, lengthOf, type Piece } from "./write";

const float = 1;

/**
 * Large weights named as bytes of a file beside the model, which is the model's own: the runtime then maps them one by one
 * where it would read all of the file into memory, and copy it. Only those that it lays out anew for its products, and
 * lets go: a mapped file that somebody writes over while it is served would end the process.
 */
export function weightsAside(source: Source, model: Model, location: string, least: number): Edits {
  const edits = new Map<number, readonly Piece[]>();
  const names = factors(model);
  for (const field of fieldsOf(source, model.graph.from, model.graph.to)) {
    if (field.number !== 5 || field.to - field.from < least) continue;
    const instead = aside(source, field, location, names);
    if (instead) edits.set(field.start, instead);
  }
  return edits;
}

/** The right sides of products, each used there alone. */
function factors({ nodes }: Model): ReadonlySet<string> {
  const uses = new Map<string, number>();
  for (const { inputs } of nodes) for (const name of inputs) uses.set(name, (uses.get(name) ?? 0) + 1);
  const found = new Set<string>();
  for (const { operation, domain, inputs } of nodes) {
    const isProduct = (operation === "MatMul" || operation === "Gemm") && (domain === "" || domain === "ai.onnx");
    const [, right = ""] = inputs;
    if (isProduct && uses.get(right) === 1) found.add(right);
  }
  return found;
}

function aside(source: Source, tensor: Field, location: string, names: ReadonlySet<string>): Piece[] | undefined {
  let [element, rank, name] = [0, 0, ""];
  let raw: Field | undefined;
  const kept: Piece[] = [];
  for (const field of fieldsOf(source, tensor.from, tensor.to)) {
    if (field.number === 9) {
      raw = field;
      continue;
    }
    if (field.number === 13 || field.number === 14) return undefined; // it is beside the model already
    if (field.number === 1) rank += field.value === undefined ? countVarints(source, field) : 1;
    else if (field.number === 2) element = signed(field);
    else if (field.number === 8) name = textOf(source, field);
    kept.push({ from: field.start, to: field.to });
  }
  if (raw === undefined || element !== float || rank !== 2 || !names.has(name)) return undefined;
  const pieces = [...kept, externalPlace(location, raw.from, raw.to - raw.from)];
  return [fieldHead(5, lengthOf(pieces)), ...pieces];
}

function countVarints(source: Source, { from, to }: Field): number {
  return source.read(from, to - from).reduce((count, byte) => count + (byte < 0x80 ? 1 : 0), 0);
}
