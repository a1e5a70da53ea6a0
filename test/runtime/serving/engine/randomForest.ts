import { PbfWriter } from "pbf";

/** The same numbers for the same seed, in [0, 1). */
export function createRandom(seed: number): () => number {
  let state = Math.imul(seed + 1, 0x9e3779b1);
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

export interface ForestKind {
  readonly mode: "BRANCH_LEQ" | "BRANCH_LT" | "BRANCH_GT" | "BRANCH_GTE";
  readonly transform: "NONE" | "LOGISTIC" | "SOFTMAX";
  /** Of a classifier. */
  readonly labels: readonly number[] | readonly string[] | undefined;
  /** What leaves may add to: places of classes or targets. */
  readonly ids: readonly number[];
  readonly targets: number;
  readonly base: readonly number[];
  /** Each tree adds to one of the ids, or each leaf to all. */
  readonly isOneATree: boolean;
  readonly isSigned: boolean;
}

type Attribute = readonly [
  name: string,
  value: number | string | readonly number[] | readonly string[],
  isFloat?: true,
];

/** An ONNX file. Thresholds and leaves are coarse, so that sums tie and values meet thresholds. */
export function writeForest(kind: ForestKind, features: number, random: () => number): Uint8Array {
  const { labels } = kind;
  const word = labels === undefined ? "target" : "class";
  const attributes: Attribute[] = [...grow(kind, word, features, random), ["post_transform", kind.transform]];
  if (kind.base.length > 0) attributes.push(["base_values", kind.base, true]);
  if (labels === undefined) attributes.push(["n_targets", kind.targets]);
  else attributes.push([typeof labels[0] === "string" ? "classlabels_strings" : "classlabels_int64s", labels]);
  const isText = typeof labels?.[0] === "string";
  const outputs: [string, number, number][] =
    labels === undefined
      ? [["variable", 1, 2]]
      : [
          ["label", isText ? 8 : 7, 1],
          ["probabilities", 1, 2],
        ];

  const node = (_: undefined, writer: PbfWriter) => {
    writer.writeStringField(1, "X");
    for (const [name] of outputs) writer.writeStringField(2, name);
    writer.writeStringField(4, labels === undefined ? "TreeEnsembleRegressor" : "TreeEnsembleClassifier");
    for (const each of attributes) writer.writeMessage(5, writeAttribute, each);
    writer.writeStringField(7, "ai.onnx.ml");
  };
  const graph = (_: undefined, writer: PbfWriter) => {
    writer.writeMessage(1, node, undefined);
    writer.writeStringField(2, "trees");
    writer.writeMessage(11, writeValue, ["X", 1, 2] as const);
    for (const each of outputs) writer.writeMessage(12, writeValue, each);
  };
  const file = new PbfWriter();
  file.writeVarintField(1, 8);
  file.writeMessage(7, graph, undefined);
  for (const [domain, version] of [
    ["", 15],
    ["ai.onnx.ml", 1],
  ] as const)
    file.writeMessage(
      8,
      (_: undefined, writer) => {
        writer.writeStringField(1, domain);
        writer.writeVarintField(2, version);
      },
      undefined,
    );
  return file.finish();
}

function grow({ mode, ids, isOneATree, isSigned }: ForestKind, word: string, features: number, random: () => number) {
  const nodes: [tree: number, id: number, feature: number, value: number, yes: number, no: number, mode: string][] = [];
  const leaves: [tree: number, node: number, id: number, weight: number][] = [];
  const any = (count: number) => Math.floor(random() * count);
  const plant = (tree: number, depth: number, next: { id: number }): number => {
    const id = next.id++;
    if (depth === 0 || random() < 0.2) {
      nodes.push([tree, id, 0, 0, 0, 0, "LEAF"]);
      for (const each of isOneATree ? [ids[tree % ids.length] as number] : ids)
        leaves.push([tree, id, each, (any(9) - (isSigned ? 4 : 0)) / 96]);
      return id;
    }
    const at = nodes.push([tree, id, any(features), any(9) / 4 - 1, 0, 0, mode]) - 1;
    const [yes, no] = [plant(tree, depth - 1, next), plant(tree, depth - 1, next)];
    (nodes[at] as (typeof nodes)[0]).splice(4, 2, yes, no);
    return id;
  };
  for (let tree = 0; tree < 12; tree++) plant(tree, 1 + any(6), { id: 0 });
  const column = (all: readonly (readonly (number | string)[])[], i: number) => all.map((each) => each[i] as number);
  return [
    ...["nodes_treeids", "nodes_nodeids", "nodes_featureids"].map((name, i): Attribute => [name, column(nodes, i)]),
    ["nodes_values", column(nodes, 3), true],
    ["nodes_truenodeids", column(nodes, 4)],
    ["nodes_falsenodeids", column(nodes, 5)],
    ["nodes_modes", nodes.map((each) => each[6])],
    ...["treeids", "nodeids", "ids"].map((name, i): Attribute => [`${word}_${name}`, column(leaves, i)]),
    [`${word}_weights`, column(leaves, 3), true],
  ] satisfies Attribute[];
}

const kinds = { int: 2, string: 3, floats: 6, ints: 7, strings: 8 };

function writeAttribute([name, value, isFloat]: Attribute, writer: PbfWriter): void {
  writer.writeStringField(1, name);
  if (typeof value === "number") {
    writer.writeVarintField(3, value);
    writer.writeVarintField(20, kinds.int);
  } else if (typeof value === "string") {
    writer.writeStringField(4, value);
    writer.writeVarintField(20, kinds.string);
  } else {
    for (const each of value)
      if (typeof each === "string") writer.writeStringField(9, each);
      else if (isFloat) writer.writeFloatField(7, each);
      else writer.writeVarintField(8, each);
    writer.writeVarintField(20, isFloat ? kinds.floats : typeof value[0] === "string" ? kinds.strings : kinds.ints);
  }
}

function writeValue([name, element, dims]: readonly [string, number, number], writer: PbfWriter): void {
  const size = (each: string, dim: PbfWriter) => dim.writeStringField(2, each);
  const shape = (_: undefined, inner: PbfWriter) => {
    for (const each of ["n", "k"].slice(0, dims)) inner.writeMessage(1, size, each);
  };
  const tensor = (_: undefined, inner: PbfWriter) => {
    inner.writeVarintField(1, element);
    inner.writeMessage(2, shape, undefined);
  };
  writer.writeStringField(1, name);
  writer.writeMessage(2, (_: undefined, type) => type.writeMessage(1, tensor, undefined), undefined);
}
