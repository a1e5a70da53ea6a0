import type { NodeAttributes } from "../nodeAttributes";

/**
 * Trees as SHAP looks at them. A row goes left where its value is at most the threshold, or is missing and `missingLeft` says so;
 * a leaf has no children (-1). Nodes stand as the model has them.
 */
export interface ShapForest {
  /** Features that it looks at: none is at this place or behind it. */
  readonly features: number;
  /** Numbers that a leaf adds. */
  readonly width: number;
  /** First node of each tree. */
  readonly roots: Int32Array;
  readonly feature: Int32Array;
  readonly threshold: Float32Array;
  readonly left: Int32Array;
  readonly right: Int32Array;
  readonly missingLeft: Uint8Array;
  /** Where the numbers of a leaf begin. */
  readonly leaf: Int32Array;
  readonly weights: Float64Array;
  /** How many training rows (by their weight) came to a node; undefined: the model does not say. */
  readonly covers: Float64Array | undefined;
  readonly base: Float64Array;
  readonly transform: "NONE" | "LOGISTIC" | "SOFTMAX";
  readonly isClassifier: boolean;
  /** Two classes of which the leaves keep the probability of the second alone: explained as two outputs. */
  readonly isShare: boolean;
  /** What is explained: a regressor's targets; a class each; one raw score of the second class for two boosted ones. */
  readonly outputs: number;
  /** Of a classifier. */
  readonly classes: readonly (string | number)[];
}

const mostNumbers = 2 ** 24;

/** Undefined: there is something in them that is no tree of thresholds. */
export function readShapForest(attributes: NodeAttributes): ShapForest | undefined {
  const kind = attributes.count("class_ids") > 0 ? "class" : attributes.count("target_ids") > 0 ? "target" : undefined;
  const transform = attributes.strings("post_transform")[0] ?? "NONE";
  const aggregate = attributes.strings("aggregate_function")[0] ?? "SUM";
  const unknown = attributes.names.some((name) => /_as_tensor$/.test(name) && attributes.count(name) > 0);
  if (kind === undefined || unknown || (aggregate !== "SUM" && aggregate !== "AVERAGE")) return undefined;
  if (transform !== "NONE" && transform !== "LOGISTIC" && transform !== "SOFTMAX") return undefined;
  const nodes = readNodes(attributes);
  if (nodes === undefined) return undefined;
  const ids = attributes.ints(`${kind}_ids`);
  const named = attributes.strings("classlabels_strings");
  const classes = kind === "target" ? [] : named.length > 0 ? named : attributes.ints("classlabels_int64s");
  const isBinary = kind === "class" && classes.length === 2 && ids.every((id) => id === ids[0]);
  const width = isBinary ? 1 : kind === "class" ? classes.length : (attributes.ints("n_targets")[0] ?? 1);
  const given = attributes.floats(`${kind}_weights`);
  const leafTrees = attributes.ints(`${kind}_treeids`);
  const leafNodes = attributes.ints(`${kind}_nodeids`);
  if (!(width >= 1) || [given, leafTrees, leafNodes].some(({ length }) => length !== ids.length)) return undefined;

  const leaf = new Int32Array(nodes.left.length).fill(-1);
  let next = 0;
  for (let node = 0; node < leaf.length; node++)
    if (nodes.left[node] === -1) {
      leaf[node] = next;
      next += width;
    }
  if (next > mostNumbers) return undefined;
  const weights = new Float64Array(next);
  const share = aggregate === "AVERAGE" ? 1 / nodes.roots.length : 1;
  for (let i = 0; i < ids.length; i++) {
    const node = nodes.placeOf(leafTrees[i] as number, leafNodes[i] as number);
    const place = node === undefined ? -1 : (leaf[node] as number);
    const id = isBinary ? 0 : (ids[i] as number);
    if (place < 0 || id < 0 || id >= width) return undefined;
    weights[place + id] = (weights[place + id] as number) + (given[i] as number) * share;
  }
  const base = attributes.floats("base_values");
  if (base.length !== 0 && base.length !== width) return undefined;
  const isShare = isBinary && transform === "NONE" && given.every((weight) => weight >= 0);
  const { placeOf: _, ...kept } = nodes;
  return {
    ...kept,
    width,
    leaf,
    weights,
    covers: readCovers(attributes, nodes.left),
    base: base.length === 0 ? new Float64Array(width) : Float64Array.from(base),
    transform,
    isClassifier: kind === "class",
    isShare,
    outputs: isShare ? 2 : width,
    classes,
  };
}

type Nodes = Pick<ShapForest, "features" | "roots" | "feature" | "threshold" | "left" | "right" | "missingLeft"> & {
  placeOf(tree: number, node: number): number | undefined;
};

function readNodes(attributes: NodeAttributes): Nodes | undefined {
  const trees = attributes.ints("nodes_treeids");
  const ids = attributes.ints("nodes_nodeids");
  const modes = attributes.strings("nodes_modes");
  const feature = Int32Array.from(attributes.ints("nodes_featureids"));
  const threshold = attributes.floats("nodes_values");
  const whenTrue = attributes.ints("nodes_truenodeids");
  const whenFalse = attributes.ints("nodes_falsenodeids");
  const tracks = attributes.ints("nodes_missing_value_tracks_true");
  const count = trees.length;
  if ([ids, modes, feature, threshold, whenTrue, whenFalse].some(({ length }) => length !== count)) return undefined;
  const places = placesOf(trees, ids);
  const left = new Int32Array(count).fill(-1);
  const right = new Int32Array(count).fill(-1);
  const missingLeft = new Uint8Array(count);
  let features = 0;
  for (let i = 0; i < count; i++) {
    const mode = modes[i] as string;
    if (mode === "LEAF") continue;
    const tree = trees[i] as number;
    const yes = places.placeOf(tree, whenTrue[i] as number);
    const no = places.placeOf(tree, whenFalse[i] as number);
    const isBelow = mode === "BRANCH_LEQ" || mode === "BRANCH_LT";
    if (!isBelow && mode !== "BRANCH_GT" && mode !== "BRANCH_GTE") return undefined;
    const limit = threshold[i] as number;
    if (yes === undefined || no === undefined || Number.isNaN(limit) || (feature[i] as number) < 0) return undefined;
    left[i] = isBelow ? yes : no;
    right[i] = isBelow ? no : yes;
    // no comparison is true of what is missing, but where the model says that it counts as true
    missingLeft[i] = (tracks[i] === 1) === isBelow ? 1 : 0;
    features = Math.max(features, (feature[i] as number) + 1);
    // x < t is x <= the number before t
    if (mode === "BRANCH_LT" || mode === "BRANCH_GTE") {
      if (limit === Number.NEGATIVE_INFINITY) return undefined; // there is none
      threshold[i] = before(limit);
    }
  }
  const { roots, placeOf } = places;
  return areTrees(roots, left, right)
    ? { features, roots, feature, threshold, left, right, missingLeft, placeOf }
    : undefined;
}

/** A tree's nodes come one after the other, mostly numbered from 0: a map only for those that are not. */
function placesOf(trees: readonly number[], ids: readonly number[]): Pick<Nodes, "roots" | "placeOf"> {
  const firsts = new Map<number, number>();
  const roots: number[] = [];
  let isPlain = true;
  for (let i = 0, first = 0; i < trees.length; i++) {
    const tree = trees[i] as number;
    if (i === 0 || tree !== trees[i - 1]) {
      if (firsts.has(tree)) isPlain = false;
      else firsts.set(tree, i);
      first = i;
      roots.push(i);
    }
    if (first + (ids[i] as number) !== i) isPlain = false;
  }
  if (!isPlain) {
    const places = new Map<string, number>();
    for (let i = 0; i < trees.length; i++) places.set(`${trees[i]} ${ids[i]}`, i);
    return { roots: Int32Array.from(roots), placeOf: (tree, node) => places.get(`${tree} ${node}`) };
  }
  let [last, first] = [Number.NaN, Number.NaN]; // of the tree that was asked for before: mostly the same
  const placeOf = (tree: number, node: number): number | undefined => {
    if (tree !== last) [last, first] = [tree, firsts.get(tree) ?? Number.NaN];
    return trees[first + node] === tree && node >= 0 ? first + node : undefined;
  };
  return { roots: Int32Array.from(roots), placeOf };
}

/** Each node but the roots is the child of one other. */
function areTrees(roots: Int32Array, left: Int32Array, right: Int32Array): boolean {
  const isSeen = new Uint8Array(left.length);
  let seen = 0;
  const open: number[] = [];
  for (const root of roots) {
    open.push(root);
    for (let node = open.pop(); node !== undefined; node = open.pop()) {
      if (isSeen[node] === 1) return false;
      isSeen[node] = 1;
      seen++;
      if (left[node] !== -1) open.push(left[node] as number, right[node] as number);
    }
  }
  return seen === left.length;
}

const bits = new DataView(new ArrayBuffer(4));

/** The largest float32 that is less: of all but the least. */
function before(value: number): number {
  if (value === 0) return -(2 ** -149);
  bits.setFloat32(0, value);
  bits.setInt32(0, bits.getInt32(0) + (value > 0 ? -1 : 1));
  return bits.getFloat32(0);
}

/** Converters that know nothing of covers write a 1 at every node, or nothing. */
function readCovers(attributes: NodeAttributes, left: Int32Array): Float64Array | undefined {
  const rates = attributes.floats("nodes_hitrates");
  if (rates.length !== left.length) return undefined;
  let isTold = false;
  for (let node = 0; node < rates.length; node++) {
    const rate = rates[node] as number;
    if (!(rate >= 0 && rate < Number.POSITIVE_INFINITY)) return undefined;
    isTold ||= rate !== rates[0];
  }
  return isTold ? Float64Array.from(rates) : undefined;
}
