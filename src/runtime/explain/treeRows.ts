import type { ShapForest } from "../../core/trees/shap/shapForest";
import type { Rows } from "../../core/trees/shap/treeExplainer";
import type { EncodedRows } from "./encodeRows";
import type { ScaledFeature, TreePart } from "./findTrees";

/** Rows as the trees see them. */
export function treeRows({ scaled }: TreePart, { rows, values }: EncodedRows, width: number): Rows {
  if (scaled === undefined) return { values: new Float32Array(values), count: rows, stride: width };
  const stride = scaled.length;
  const made = new Float32Array(rows * stride);
  for (let row = 0; row < rows; row++)
    for (let i = 0; i < stride; i++) {
      const { feature, factor, constant } = scaled[i] as ScaledFeature;
      made[row * stride + i] = factor * (values[row * width + feature] as number) + constant;
    }
  return { values: made, count: rows, stride };
}

interface Columns {
  readonly scaled: readonly ScaledFeature[];
  readonly width: number;
  readonly forest: Pick<ShapForest, "outputs">;
}

/** From the trees' columns to the features that they are made of; `order` 2: of each two. */
export function ofFeatures(
  values: Float32Array | Float64Array,
  rows: number,
  { scaled, width, forest: { outputs } }: Columns,
  order: 1 | 2,
): Float32Array {
  const stride = scaled.length;
  const made = new Float32Array(rows * width ** order * outputs);
  const cells = stride ** order;
  for (let row = 0; row < rows; row++)
    for (let cell = 0; cell < cells; cell++) {
      const last = (scaled[cell % stride] as ScaledFeature).feature;
      const place = order === 1 ? last : (scaled[Math.floor(cell / stride)] as ScaledFeature).feature * width + last;
      for (let k = 0; k < outputs; k++)
        made[(row * width ** order + place) * outputs + k] = values[(row * cells + cell) * outputs + k] as number;
    }
  return made;
}
