import { countCovers } from "./countCovers";
import { definedExplainer } from "./definedExplainer";
import type { ShapForest } from "./shapForest";

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

/** The values by their definition, for each row and leaf. */
export function createTreeExplainer(
  forest: ShapForest,
  { background, covers }: TreeExplainerOptions = {},
): TreeExplainer {
  const given =
    covers ??
    forest.covers ??
    (background && countCovers(forest, background.values, background.count, background.stride));
  if (given === undefined) throw new Error("path-dependent values need covers");
  return definedExplainer(forest, given, background);
}
