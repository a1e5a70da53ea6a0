import { countCovers } from "./countCovers";
import { addPredictions, emptyExplanation, layOutPairs, layOutValues } from "./layOut";
import type { ShapForest } from "./shapForest";
import { averageOf, sharesOf } from "./shares";
import { createTreeSummer } from "./treeSums";

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
  const { background } = options;
  const shares = sharesOf(forest, coversFor(forest, options));
  const summer = createTreeSummer(forest, shares, background);
  const average = averageOf(forest, shares);
  const baseValues = forest.isShare ? Float64Array.of(1 - (average[0] as number), average[0] as number) : average;

  const explainAll = (rows: Rows, isPairs: boolean): TreeExplanation => {
    const layout = { forest, used: summer.used, columns: rows.stride, baseValues };
    const result = emptyExplanation(layout, rows.count, isPairs);
    const most = summer.mostRows(isPairs);
    for (let from = 0; from < rows.count; from += most) {
      const some = someRows(rows, from, Math.min(most, rows.count - from));
      const mains = summer.sum(some, false);
      addPredictions(layout, mains, from, result);
      if (!isPairs) layOutValues(layout, mains, from, result);
      else layOutPairs(layout, summer.sum(some, true), mains, from, result);
    }
    return result;
  };
  return {
    method: background === undefined ? "tree_path_dependent" : "interventional",
    outputs: forest.outputs,
    baseValues,
    explain: (rows) => explainAll(rows, false),
    explainOne: (row) => explainAll({ values: row, count: 1, stride: row.length }, false),
    interactions(rows) {
      if (background !== undefined) throw new Error("interactions are path-dependent: they take no background");
      return explainAll(rows, true);
    },
  };
}

function someRows({ values, stride }: Rows, from: number, count: number): Rows {
  return { values: values.subarray(from * stride, (from + count) * stride), count, stride };
}

function coversFor(forest: ShapForest, { background, covers }: TreeExplainerOptions): Float64Array {
  if (background !== undefined) return countCovers(forest, background.values, background.count, background.stride);
  const given = covers ?? forest.covers;
  if (given === undefined) throw new Error("path-dependent values need covers");
  return given;
}
