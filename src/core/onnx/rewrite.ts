import { fieldsOf } from "./fields";
import type { Model } from "./model";
import type { Source } from "./source";
import { fieldHead, lengthOf, opsetImport, type Piece } from "./write";

/** By the place where a field of the graph starts: what stands there instead. */
export type Edits = ReadonlyMap<number, readonly Piece[]>;

/** Where Identity takes every type of tensor. */
const opsetOfIdentity = 13;

/** The file with fields of its graph replaced; what stays is not read. */
export function rewrite(source: Source, model: Model, edits: Edits): Piece[] {
  const graph: Piece[] = [];
  let kept = model.graph.from;
  for (const field of fieldsOf(source, model.graph.from, model.graph.to)) {
    const instead = edits.get(field.start);
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
