import { gaussLegendre } from "./gaussLegendre";
import type { ShapForest } from "./shapForest";
import type { Rows, TreeExplainer, TreeExplanation } from "./treeExplainer";

interface Side {
  readonly feature: number;
  readonly tests: readonly { node: number; isLeft: boolean }[];
  readonly share: number;
}

export function definedExplainer(
  forest: ShapForest,
  covers: Float64Array,
  background: Rows | undefined,
): TreeExplainer {
  const { width, outputs, isShare } = forest;
  const leaves = [...forest.roots].flatMap((root) => leavesBelow(forest, covers, root, []));
  const goesLeft = (node: number, value: number) =>
    value <= (forest.threshold[node] as number) || (value !== value && forest.missingLeft[node] === 1);
  const passes = ({ feature, tests }: Side, rows: Rows, row: number) => {
    const value = rows.values[row * rows.stride + feature] as number;
    return tests.every(({ node, isLeft }) => goesLeft(node, value) === isLeft);
  };
  const base = Float64Array.from(forest.base);
  for (const { leaf, sides } of leaves) {
    let share = sides.reduce((product, side) => product * side.share, 1);
    if (background !== undefined) {
      share = 0;
      for (let row = 0; row < background.count; row++)
        if (sides.every((side) => passes(side, background, row))) share += 1 / background.count;
    }
    for (let k = 0; k < width; k++) base[k] = (base[k] as number) + share * (forest.weights[leaf + k] as number);
  }
  const spread = (sum: Float64Array, from: number, origin: number): number[] =>
    isShare ? [origin - (sum[from] as number), sum[from] as number] : [...sum.subarray(from, from + width)];

  const explain = (rows: Rows): TreeExplanation => {
    const { count, stride } = rows;
    const sums = new Float64Array(count * stride * width);
    for (let row = 0; row < count; row++) {
      for (const { leaf, sides } of leaves) {
        const own = sides.map((side) => (passes(side, rows, row) ? 1 : 0));
        const others = background === undefined ? [sides.map(({ share }) => share)] : [];
        for (let other = 0; background !== undefined && other < background.count; other++)
          others.push(sides.map((side) => (passes(side, background, other) ? 1 : 0)));
        const { points, weights } = gaussLegendre(Math.ceil(sides.length / 2));
        for (const z of others)
          for (const [j, { feature }] of sides.entries()) {
            let integral = 0;
            for (const [at, t] of points.entries()) {
              let product = weights[at] as number;
              for (let i = 0; i < z.length; i++)
                if (i !== j) product *= (own[i] as number) * t + (z[i] as number) * (1 - t);
              integral += product;
            }
            const part = (((own[j] as number) - (z[j] as number)) * integral) / others.length;
            for (let k = 0; k < width; k++) {
              const at = (row * stride + feature) * width + k;
              sums[at] = (sums[at] as number) + part * (forest.weights[leaf + k] as number);
            }
          }
      }
    }
    const values = new Float32Array(count * stride * outputs);
    for (let cell = 0; cell < count * stride; cell++) values.set(spread(sums, cell * width, 0), cell * outputs);
    const predictions = new Float64Array(count * outputs);
    for (let row = 0; row < count; row++) {
      const total = Float64Array.from(base);
      for (let f = 0; f < stride; f++)
        for (let k = 0; k < width; k++)
          total[k] = (total[k] as number) + (sums[(row * stride + f) * width + k] as number);
      predictions.set(spread(total, 0, 1), row * outputs);
    }
    return { values, predictions };
  };
  return {
    method: background === undefined ? "tree_path_dependent" : "interventional",
    outputs,
    baseValues: Float64Array.from(spread(base, 0, 1)),
    explain,
    explainOne: (row) => explain({ values: row, count: 1, stride: row.length }),
    interactions() {
      throw new Error("not yet");
    },
  };
}

function leavesBelow(
  forest: ShapForest,
  covers: Float64Array,
  node: number,
  sides: readonly Side[],
): { leaf: number; sides: readonly Side[] }[] {
  if (forest.left[node] === -1) return [{ leaf: forest.leaf[node] as number, sides }];
  const feature = forest.feature[node] as number;
  return [true, false].flatMap((isLeft) => {
    const child = (isLeft ? forest.left[node] : forest.right[node]) as number;
    const ratio = covers[node] === 0 ? 0 : (covers[child] as number) / (covers[node] as number);
    const known = sides.find((side) => side.feature === feature);
    const side = {
      feature,
      tests: [...(known?.tests ?? []), { node, isLeft }],
      share: (known?.share ?? 1) * ratio,
    };
    return leavesBelow(forest, covers, child, [...sides.filter((each) => each !== known), side]);
  });
}
