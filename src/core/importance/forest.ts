/** What the rows have of a param: numbers, or codes 0, 1, 2… of values that have no order. */
export type Feature =
  | { readonly kind: "numbers"; readonly column: Float64Array }
  | { readonly kind: "codes"; readonly column: Uint32Array; readonly count: number };

/** A regression forest that is only asked how much each feature explains. */
export interface Forest {
  /** Out-of-bag share of the variance that all features together explain, 0 to 1. */
  readonly explained: number;
  /** Mean squared error that shuffling a feature adds, relative to the variance; never below 0. */
  readonly lost: readonly number[];
}

interface Options {
  readonly trees: number;
  /** Rows a tree sees. */
  readonly sample: number;
  readonly depth: number;
  /** Numbers in [0, 1). */
  random(): number;
}

type Node = { readonly value: number } | Split;

interface Split {
  readonly feature: number;
  readonly at: number;
  readonly below: Node;
  readonly above: Node;
}

const leastLeaf = 3;

export function growForest(asked: readonly Feature[], target: Float64Array, options: Options): Forest {
  const rows = target.length;
  const spread = variance(target);
  const lost = asked.map(() => 0);
  let error = 0;
  let counted = 0;
  for (let tree = 0; tree < options.trees; tree++) {
    const [bag, left] = drawBag(rows, Math.min(rows, options.sample), options.random);
    if (left.length === 0) continue;
    const features = asked.map((feature) => orderedIn(feature, target, bag));
    const root = grow(features, target, bag, options, 0);
    const before = errorOf(root, features, target, left);
    error += before;
    counted++;
    for (let f = 0; f < features.length; f++) {
      const column = features[f] as Float64Array;
      const swapped = features.slice();
      swapped[f] = shuffledAt(column, left, options.random);
      lost[f] = (lost[f] ?? 0) + errorOf(root, swapped, target, left) - before;
    }
  }
  if (counted === 0 || spread === 0) return { explained: 0, lost: asked.map(() => 0) };
  return {
    explained: Math.max(0, 1 - error / counted / spread),
    lost: lost.map((sum) => Math.max(0, sum / counted / spread)),
  };
}

/**
 * Values without an order stand by the mean of what came with them, so that a split can part them. Only the tree's own rows
 * are asked: others would tell it what it is tested on.
 */
function orderedIn(feature: Feature, target: Float64Array, bag: Int32Array): Float64Array {
  if (feature.kind === "numbers") return feature.column;
  const { column, count } = feature;
  const sums = new Float64Array(count);
  const counts = new Uint32Array(count);
  for (const row of bag) {
    const code = column[row] as number;
    sums[code] = (sums[code] as number) + (target[row] as number);
    counts[code] = (counts[code] as number) + 1;
  }
  const middle = mean(target, bag);
  const places = sums.map((sum, code) => (counts[code] === 0 ? middle : sum / (counts[code] as number)));
  return Float64Array.from(column, (code) => places[code] as number);
}

/** Rows with return, and those that were never drawn (at most as many again, to bound the work). */
function drawBag(rows: number, size: number, random: () => number): [Int32Array, Int32Array] {
  const drawn = new Uint8Array(rows);
  const bag = new Int32Array(size);
  for (let i = 0; i < size; i++) {
    const row = Math.floor(random() * rows);
    drawn[row] = 1;
    bag[i] = row;
  }
  const left: number[] = [];
  for (let row = 0; row < rows && left.length < size; row++) if (!drawn[row]) left.push(row);
  return [bag, Int32Array.from(left)];
}

function grow(
  features: readonly Float64Array[],
  target: Float64Array,
  rows: Int32Array,
  options: Options,
  depth: number,
): Node {
  const value = mean(target, rows);
  if (depth >= options.depth || rows.length < 2 * leastLeaf) return { value };
  let best: { feature: number; at: number; gain: number } | undefined;
  for (let feature = 0; feature < features.length; feature++) {
    // a third of the features are left out of each choice, so that the strongest does not hide the others
    if (features.length > 2 && options.random() < 1 / 3) continue;
    const found = bestSplit(features[feature] as Float64Array, target, rows);
    if (found && (best === undefined || found.gain > best.gain)) best = { feature, ...found };
  }
  if (best === undefined || best.gain <= 1e-12) return { value };
  const column = features[best.feature] as Float64Array;
  const { at } = best;
  const below = rows.filter((row) => (column[row] as number) <= at);
  const above = rows.filter((row) => (column[row] as number) > at);
  return {
    feature: best.feature,
    at,
    below: grow(features, target, below, options, depth + 1),
    above: grow(features, target, above, options, depth + 1),
  };
}

/** Where to part the rows so that the squared error falls most. */
function bestSplit(
  column: Float64Array,
  target: Float64Array,
  rows: Int32Array,
): { at: number; gain: number } | undefined {
  const sorted = Int32Array.from(rows).sort((a, b) => (column[a] as number) - (column[b] as number));
  let sum = 0;
  for (const row of sorted) sum += target[row] as number;
  const count = sorted.length;
  const whole = (sum * sum) / count;
  let left = 0;
  let best: { at: number; gain: number } | undefined;
  for (let i = 0; i < count - 1; i++) {
    left += target[sorted[i] as number] as number;
    const here = column[sorted[i] as number] as number;
    const next = column[sorted[i + 1] as number] as number;
    const size = i + 1;
    if (here === next || size < leastLeaf || count - size < leastLeaf) continue;
    const right = sum - left;
    const gain = (left * left) / size + (right * right) / (count - size) - whole;
    if (best === undefined || gain > best.gain) best = { at: here, gain };
  }
  return best;
}

function errorOf(root: Node, features: readonly Float64Array[], target: Float64Array, rows: Int32Array): number {
  let sum = 0;
  for (const row of rows) {
    let node = root;
    while ("feature" in node)
      node = ((features[node.feature] as Float64Array)[row] as number) <= node.at ? node.below : node.above;
    sum += (node.value - (target[row] as number)) ** 2;
  }
  return sum / rows.length;
}

function shuffledAt(column: Float64Array, rows: Int32Array, random: () => number): Float64Array {
  const shuffled = column.slice();
  const order = Int32Array.from(rows);
  for (let i = order.length - 1; i > 0; i--) {
    const j = Math.floor(random() * (i + 1));
    [order[i], order[j]] = [order[j] as number, order[i] as number];
  }
  rows.forEach((row, i) => {
    shuffled[row] = column[order[i] as number] as number;
  });
  return shuffled;
}

function mean(values: Float64Array, rows: Int32Array): number {
  let sum = 0;
  for (const row of rows) sum += values[row] as number;
  return sum / rows.length;
}

function variance(values: Float64Array): number {
  const middle = values.reduce((sum, value) => sum + value, 0) / values.length;
  return values.reduce((sum, value) => sum + (value - middle) ** 2, 0) / values.length;
}
