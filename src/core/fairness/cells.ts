import type { FairnessRate, GroupFigures } from "../../shared/fairness";
import { share } from "../quality/confusion";

/** Rows of a group by what came and what was answered. */
export interface Cells {
  readonly tp: number;
  readonly fp: number;
  readonly fn: number;
  readonly tn: number;
}

export function countCells(isPositive: Uint8Array, isSelected: Uint8Array, rows?: Uint32Array): Cells {
  const counts = [0, 0, 0, 0];
  const add = (row: number) => {
    const at = 2 * (isPositive[row] as number) + (isSelected[row] as number);
    counts[at] = (counts[at] as number) + 1;
  };
  if (rows) rows.forEach(add);
  else for (let row = 0; row < isPositive.length; row++) add(row);
  const [tn = 0, fp = 0, fn = 0, tp = 0] = counts;
  return { tp, fp, fn, tn };
}

export function figuresOf({ tp, fp, fn, tn }: Cells): GroupFigures {
  const count = tp + fp + fn + tn;
  return {
    count,
    selection_rate: share(tp + fp, count),
    true_positive_rate: share(tp, tp + fn),
    false_positive_rate: share(fp, fp + tn),
    false_negative_rate: share(fn, tp + fn),
    true_negative_rate: share(tn, fp + tn),
    precision: share(tp, tp + fp),
    accuracy: share(tp + tn, count),
    base_rate: share(tp + fn, count),
  };
}

/** What a rate is a share of: [those that count, all]. */
export function partsOf({ tp, fp, fn, tn }: Cells): Record<FairnessRate, readonly [number, number]> {
  const count = tp + fp + fn + tn;
  return {
    selection_rate: [tp + fp, count],
    true_positive_rate: [tp, tp + fn],
    false_positive_rate: [fp, fp + tn],
    false_negative_rate: [fn, tp + fn],
    true_negative_rate: [tn, fp + tn],
    precision: [tp, tp + fp],
    accuracy: [tp + tn, count],
  };
}
