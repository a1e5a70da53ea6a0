import type { NodeAttributes } from "./nodeAttributes";

/** Trees as ONNX's TreeEnsemble operators have them, in a form to walk: at each node a value above its threshold goes right. */
export interface Forest {
  /** Features that it looks at: none is at this place or behind it. */
  readonly features: number;
  /** Numbers that a leaf adds. */
  readonly width: number;
  /** First node of each tree, and the most steps to a leaf. */
  readonly roots: Int32Array;
  readonly depths: Int32Array;
  readonly feature: Int32Array;
  readonly threshold: Float32Array;
  /** The left child, which the right one follows; a leaf is its own. */
  readonly child: Int32Array;
  /** Where the numbers of a leaf begin. */
  readonly leaf: Int32Array;
  readonly weights: Float32Array;
  readonly base: Float32Array;
  readonly transform: "NONE" | "LOGISTIC" | "SOFTMAX";
  /** Of a classifier of two classes that keeps a number for one alone. */
  readonly isBinary: boolean;
  /** That number is a share of 1. */
  readonly isShare: boolean;
  readonly isClassifier: boolean;
}

/** Beyond these the numbers of leaves, most of them zero where a tree is of one class, would fill the memory. */
const mostNumbers = 2 ** 24;
const mostWidth = 4096;

/**
 * Undefined: there is something in them that we do not walk. Where onnxruntime goes its own way (a single class, two with numbers
 * for both, shares that are transformed, a class without a number), it is left to it.
 */
export function readForest(attributes: NodeAttributes): Forest | undefined {
  const kind = attributes.count("class_ids") > 0 ? "class" : attributes.count("target_ids") > 0 ? "target" : undefined;
  const transform = attributes.strings("post_transform")[0] ?? "NONE";
  const aggregate = attributes.strings("aggregate_function")[0] ?? "SUM";
  const unknown = attributes.names.some((name) => /_as_tensor$/.test(name) && attributes.count(name) > 0);
  if (kind === undefined || unknown || aggregate !== "SUM") return undefined;
  if (transform !== "NONE" && transform !== "LOGISTIC" && transform !== "SOFTMAX") return undefined;
  const nodes = readNodes(attributes);
  if (nodes === undefined) return undefined;
  const ids = attributes.ints(`${kind}_ids`);
  const labels = attributes.count("classlabels_int64s") + attributes.count("classlabels_strings");
  const isBinary = kind === "class" && labels === 2 && ids.every((id) => id === 0);
  if (kind === "class" ? labels < 2 || (labels === 2 && !isBinary) : transform !== "NONE") return undefined;
  const count = kind === "class" ? labels : (attributes.ints("n_targets")[0] ?? 1);
  const width = isBinary ? 1 : count;
  const weights = attributes.floats(`${kind}_weights`);
  const isPositive = weights.every((weight) => weight >= 0);
  if (isBinary && isPositive && transform !== "NONE") return undefined;
  const leafTrees = attributes.ints(`${kind}_treeids`);
  const leafNodes = attributes.ints(`${kind}_nodeids`);
  if (
    !(width >= 1 && width <= mostWidth) ||
    weights.length !== ids.length ||
    leafTrees.length !== ids.length ||
    leafNodes.length !== ids.length
  )
    return undefined;

  const laid = layOut(nodes);
  if (laid === undefined) return undefined;
  const leaf = new Int32Array(laid.child.length).fill(-1);
  const leaves = 1 + (laid.child.length + laid.roots.length) / 2; // the first one is for those that add nothing
  if (leaves * width > mostNumbers) return undefined;
  const sums = new Float32Array(leaves * width);
  const isSet = new Uint8Array(leaves * width);
  let next = width;
  for (let i = 0; i < ids.length; i++) {
    const place: number | undefined = nodes.placeOf(leafTrees[i] as number, leafNodes[i] as number);
    const node: number | undefined = place === undefined ? undefined : laid.newPlace[place];
    const id = isBinary ? 0 : (ids[i] as number);
    if (node === undefined || id < 0 || id >= width || laid.child[node] !== node) return undefined;
    if (leaf[node] === -1) {
      leaf[node] = next;
      next += width;
    }
    const at = (leaf[node] as number) + id;
    if (isSet[at] === 1) return undefined;
    isSet[at] = 1;
    sums[at] = weights[i] as number;
  }
  for (let node = 0; node < leaf.length; node++) if (leaf[node] === -1) leaf[node] = 0;
  if (width > 1 && !isEachScored(laid, leaf, isSet, width)) return undefined;
  const base = attributes.floats("base_values");
  if (base.length !== 0 && base.length !== width) return undefined;
  return {
    ...laid,
    leaf,
    width,
    weights: sums,
    base: base.length === 0 ? new Float32Array(width) : base,
    transform,
    isBinary,
    isShare: isBinary && isPositive,
    isClassifier: kind === "class",
  };
}

/** For each number there is a tree that adds to it wherever a row ends. */
function isEachScored({ roots, child }: Laid, leaf: Int32Array, isSet: Uint8Array, width: number): boolean {
  const isScored = new Array<boolean>(width).fill(false);
  for (let tree = 0; tree < roots.length; tree++) {
    const ids = new Set(isScored.keys());
    const end = roots[tree + 1] ?? child.length;
    for (let node = roots[tree] as number; node < end; node++)
      if (child[node] === node) for (const k of ids) if (isSet[(leaf[node] as number) + k] !== 1) ids.delete(k);
    for (const k of ids) isScored[k] = true;
  }
  return isScored.every(Boolean);
}

interface Nodes {
  readonly feature: Int32Array;
  readonly threshold: Float32Array;
  /** Places of the children; -1 of a leaf. A value above the threshold goes to the right one. */
  readonly left: Int32Array;
  readonly right: Int32Array;
  /** The first node of each tree. */
  readonly firsts: readonly number[];
  placeOf(tree: number, node: number): number | undefined;
}

function readNodes(attributes: NodeAttributes): Nodes | undefined {
  const trees = attributes.ints("nodes_treeids");
  const ids = attributes.ints("nodes_nodeids");
  const modes = attributes.strings("nodes_modes");
  const feature = Int32Array.from(attributes.ints("nodes_featureids"));
  const threshold = attributes.floats("nodes_values");
  const whenTrue = attributes.ints("nodes_truenodeids");
  const whenFalse = attributes.ints("nodes_falsenodeids");
  const count = trees.length;
  if ([ids, modes, feature, threshold, whenTrue, whenFalse].some(({ length }) => length !== count)) return undefined;
  const places = new Map<number, number>();
  const firsts: number[] = [];
  const key = (tree: number, node: number) => tree * 2 ** 26 + node;
  for (let i = 0; i < count; i++) {
    if (i === 0 || trees[i] !== trees[i - 1]) firsts.push(i);
    places.set(key(trees[i] as number, ids[i] as number), i);
  }
  const placeOf = (tree: number, node: number) => places.get(key(tree, node));
  const left = new Int32Array(count).fill(-1);
  const right = new Int32Array(count).fill(-1);
  for (let i = 0; i < count; i++) {
    const mode = modes[i] as string;
    if (mode === "LEAF") continue;
    const yes = placeOf(trees[i] as number, whenTrue[i] as number);
    const no = placeOf(trees[i] as number, whenFalse[i] as number);
    if (yes === undefined || no === undefined) return undefined;
    const isBelow = mode === "BRANCH_LEQ" || mode === "BRANCH_LT";
    if (!isBelow && mode !== "BRANCH_GT" && mode !== "BRANCH_GTE") return undefined;
    const limit = threshold[i] as number;
    if (Number.isNaN(limit) || (feature[i] as number) < 0) return undefined;
    left[i] = isBelow ? yes : no;
    right[i] = isBelow ? no : yes;
    // x < t is x <= the number before t
    if (mode === "BRANCH_LT" || mode === "BRANCH_GTE") {
      if (limit === Number.NEGATIVE_INFINITY) return undefined; // there is none
      threshold[i] = before(limit);
    }
  }
  return { feature, threshold, left, right, firsts, placeOf };
}

const bits = new DataView(new ArrayBuffer(4));

/** The largest float32 that is less: of all but the least. */
function before(value: number): number {
  if (value === 0) return -(2 ** -149);
  bits.setFloat32(0, value);
  bits.setInt32(0, bits.getInt32(0) + (value > 0 ? -1 : 1));
  return bits.getFloat32(0);
}

type Laid = Pick<Forest, "features" | "roots" | "depths" | "feature" | "threshold" | "child"> & {
  newPlace: Int32Array;
};

/** Two children of a node side by side, a tree after the other. Undefined for what is no tree. */
function layOut({ feature, threshold, left, right, firsts }: Nodes): Laid | undefined {
  const count = feature.length;
  const newPlace = new Int32Array(count).fill(-1);
  const laid = { feature: new Int32Array(count), threshold: new Float32Array(count), child: new Int32Array(count) };
  const roots = new Int32Array(firsts.length);
  const depths = new Int32Array(firsts.length);
  let next = 0;
  let features = 0;
  for (let tree = 0; tree < firsts.length; tree++) {
    const first = firsts[tree] as number;
    newPlace[first] = next;
    roots[tree] = next++;
    let level = [first];
    for (let depth = 0; level.length > 0; depth++) {
      depths[tree] = depth;
      const below: number[] = [];
      for (const old of level) {
        const place = newPlace[old] as number;
        const [one, other] = [left[old] as number, right[old] as number];
        if (one < 0) {
          laid.threshold[place] = Number.POSITIVE_INFINITY;
          laid.child[place] = place;
          continue;
        }
        if (newPlace[one] !== -1 || newPlace[other] !== -1 || one === other) return undefined;
        laid.feature[place] = feature[old] as number;
        features = Math.max(features, (feature[old] as number) + 1);
        laid.threshold[place] = threshold[old] as number;
        laid.child[place] = next;
        newPlace[one] = next++;
        newPlace[other] = next++;
        below.push(one, other);
      }
      level = below;
    }
  }
  return next === count ? { ...laid, roots, depths, features, newPlace } : undefined;
}
