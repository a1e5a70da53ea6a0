import assert from "node:assert/strict";
import { chooseWalker } from "../../../src/core/trees/chooseWalker";
import type { Forest } from "../../../src/core/trees/forest";
import { createWalker } from "../../../src/core/trees/walker";
import { createWideWalker } from "../../../src/core/trees/wideWalker";
import { createRandom } from "../../runtime/serving/engine/randomForest";

interface Grown {
  readonly trees: number;
  /** Of the leaves of each tree. */
  leaves(tree: number): number;
  readonly features: number;
  readonly width: number;
  threshold(): number;
}

/** Leaves are split at random; two children of a node lie side by side, a tree behind the other. */
function grow({ trees, leaves, features, width, threshold }: Grown, random: () => number): Forest {
  const of = { feature: [] as number[], threshold: [] as number[], child: [] as number[], leaf: [] as number[] };
  const weights: number[] = new Array(width).fill(0);
  const [roots, depths]: [number[], number[]] = [[], []];
  const place = (): number => {
    const node = of.child.length;
    of.child.push(node);
    of.feature.push(0);
    of.threshold.push(Number.POSITIVE_INFINITY);
    of.leaf.push(weights.length);
    for (let k = 0; k < width; k++) weights.push(random() - 0.5);
    return node;
  };
  for (let tree = 0; tree < trees; tree++) {
    const open = [{ node: place(), depth: 0 }];
    roots.push((open[0] as (typeof open)[0]).node);
    while (open.length < leaves(tree)) {
      const { node, depth } = open.splice(Math.floor(random() * open.length), 1)[0] as (typeof open)[0];
      of.feature[node] = Math.floor(random() * features);
      of.threshold[node] = Math.fround(threshold());
      const left = place();
      of.child[node] = left;
      open.push({ node: left, depth: depth + 1 }, { node: place(), depth: depth + 1 });
    }
    depths.push(Math.max(...open.map(({ depth }) => depth)));
  }
  return {
    features,
    width,
    roots: Int32Array.from(roots),
    depths: Int32Array.from(depths),
    feature: Int32Array.from(of.feature),
    threshold: Float32Array.from(of.threshold),
    child: Int32Array.from(of.child),
    leaf: Int32Array.from(of.leaf),
    weights: Float32Array.from(weights),
    base: Float32Array.from({ length: width }, (_, k) => k / 8),
    transform: "NONE",
    isBinary: false,
    isShare: false,
    isClassifier: false,
  };
}

const special = [0, -0, Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY, 1e-45, -1e-45, 3.4e38];

describe("walkers of trees", () => {
  const random = createRandom(5);
  const quarter = () => Math.floor(random() * 9) / 4 - 1;
  const rowsOf = (count: number, width: number) =>
    Float32Array.from({ length: count * width }, () => {
      const kind = random();
      if (kind < 0.05) return special[Math.floor(random() * special.length)] as number;
      return kind < 0.5 ? quarter() : random() * 2 - 1;
    });
  const plain: Grown = { trees: 20, leaves: () => 12, features: 4, width: 1, threshold: quarter };
  const forests: Readonly<Record<string, Grown>> = {
    "thresholds that values meet": plain,
    "several numbers a leaf": { ...plain, width: 3 },
    "sixteen numbers a leaf": { ...plain, width: 16, trees: 3 },
    "a single tree": { ...plain, trees: 1 },
    "trees that are a leaf": { ...plain, leaves: (tree) => (tree % 2 === 0 ? 1 : 12) },
    "as many leaves as a byte counts": { ...plain, trees: 400, leaves: (tree) => (tree === 7 ? 256 : 10) },
    "more thresholds of a feature than a byte counts": {
      ...plain,
      trees: 200,
      features: 1,
      threshold: () => random() * 2 - 1,
    },
    "thresholds at the ends of numbers": {
      ...plain,
      threshold: () => special[Math.floor(random() * special.length)] as number,
    },
  };

  for (const [name, kind] of Object.entries(forests))
    it(`${name}: many rows at once have the sums of one at a time`, () => {
      const forest = grow(kind, random);
      const [narrow, wide] = [createWalker(forest), createWideWalker(forest)];
      assert.ok(wide);
      for (const count of [1, 15, 16, 17, 511, 512, 513, 2000]) {
        const rows = rowsOf(count, forest.features);
        const expected = narrow.sum(rows, count, forest.features).slice(0, count * forest.width);
        assert.deepEqual(wide.sum(rows, count, forest.features).slice(0, count * forest.width), expected);
      }
    });

  it("take rows that are wider than what the trees look at, however wide", () => {
    const forest = grow({ ...plain, features: 2 }, random);
    for (const stride of [3, 5000]) {
      const rows = rowsOf(40, stride);
      const short = Float32Array.from({ length: 80 }, (_, i) => rows[Math.floor(i / 2) * stride + (i % 2)] as number);
      for (const walker of [createWalker(forest), createWideWalker(forest)]) {
        const expected = walker?.sum(short, 40, 2).slice(0, 40);
        assert.deepEqual(walker?.sum(rows, 40, stride).slice(0, 40), expected);
      }
    }
  });

  it("leave alone what does not pay: large trees, and more leaves than a byte counts", () => {
    assert.equal(createWideWalker(grow({ ...plain, leaves: () => 200 }, random)), undefined);
    const odd = grow({ ...plain, trees: 400, leaves: (tree) => (tree === 7 ? 257 : 10) }, random);
    assert.equal(createWideWalker(odd), undefined);
  });

  it("go over from the one to the other and stay the same", () => {
    const forest = grow(plain, random);
    const [one, any] = [createWalker(forest), chooseWalker(forest)];
    for (const count of [1, 600, 5000, 3, 600]) {
      const rows = rowsOf(count, 4);
      assert.deepEqual(any.sum(rows, count, 4).slice(0, count), one.sum(rows, count, 4).slice(0, count));
    }
  });
});
