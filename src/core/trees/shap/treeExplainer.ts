import { countCovers } from "./countCovers";
import { compileKernel } from "./kernel";
import { emptyExplanation, layOut } from "./layOut";
import type { ShapForest } from "./shapForest";
import { averageOf, sharesOf } from "./shares";
import { createTreeSummer, type TreePlan } from "./treeSums";

export interface Rows {
  /** Row after row. */
  readonly values: Float32Array;
  readonly count: number;
  /** Columns of a row: at least the forest's features. */
  readonly stride: number;
}

/** What is explained is the raw sum of the trees, before any post transform. */
export interface TreeExplanation {
  /** [row][column][output]; a column that the trees do not look at has zeros. */
  readonly values: Float32Array;
  /** [row][output]: the base value plus the row's values. */
  readonly predictions: Float64Array;
}

export interface TreeExplainer {
  readonly method: "tree_path_dependent" | "interventional";
  /** `forest.outputs`: targets; a class each where probabilities are summed or boosted scores of three classes or more; else one. */
  readonly outputs: number;
  /** By output: what the trees give on average. */
  readonly baseValues: Float64Array;
  /** For many rows: tables are made first, for these rows alone. */
  explain(rows: Rows): TreeExplanation;
  /** For one row: nothing to prepare. */
  explainOne(row: Float32Array): TreeExplanation;
  /** SHAP interaction values, [row][column][column][output]; path-dependent alone. */
  interactions(rows: Rows): TreeExplanation;
}

export interface TreeExplainerOptions {
  /** With it the values are interventional, else path-dependent. */
  readonly background?: Rows;
  /** Instead of the forest's own: as countCovers gives them. Without either path-dependent values cannot be had, and it throws. */
  readonly covers?: Float64Array;
}

export function createTreeExplainer(forest: ShapForest, options: TreeExplainerOptions = {}): TreeExplainer {
  const plan = planTrees(forest, options);
  const summer = createTreeSummer(plan, compileKernel());
  const explainAll = (rows: Rows, isPairs: boolean): TreeExplanation => {
    const result = emptyExplanation(plan, rows, isPairs);
    for (const [from, some] of batches(rows, summer.mostRows(isPairs))) {
      const layout = { plan, used: summer.used, columns: rows.stride, from };
      layOut(layout, summer.sum(some, false), isPairs ? summer.sum(some, true) : undefined, result);
    }
    return result;
  };
  return {
    method: plan.background === undefined ? "tree_path_dependent" : "interventional",
    outputs: forest.outputs,
    baseValues: plan.baseValues,
    explain: (rows) => explainAll(rows, false),
    explainOne: (row) => explainAll({ values: row, count: 1, stride: row.length }, false),
    interactions(rows) {
      refusePairs(plan);
      return explainAll(rows, true);
    },
  };
}

export interface ExplainerPlan extends TreePlan {
  readonly baseValues: Float64Array;
}

export function planTrees(forest: ShapForest, options: TreeExplainerOptions): ExplainerPlan {
  const shares = sharesOf(forest, coversFor(forest, options));
  const average = averageOf(forest, shares);
  const baseValues = forest.isShare ? Float64Array.of(1 - (average[0] as number), average[0] as number) : average;
  return { forest, shares, background: options.background, baseValues };
}

export function refusePairs({ background }: TreePlan): void {
  if (background !== undefined) throw new Error("interactions are path-dependent: they take no background");
}

/** Parts of the rows, each with the place of its first row. */
export function* batches({ values, count, stride }: Rows, most: number): Generator<[from: number, rows: Rows]> {
  for (let from = 0; from < count; from += most) {
    const some = Math.min(most, count - from);
    yield [from, { values: values.subarray(from * stride, (from + some) * stride), count: some, stride }];
  }
}

function coversFor(forest: ShapForest, { background, covers }: TreeExplainerOptions): Float64Array {
  if (background !== undefined) return countCovers(forest, background.values, background.count, background.stride);
  const given = covers ?? forest.covers;
  if (given === undefined) throw new Error("path-dependent values need covers");
  return given;
}
