import { type FairnessRate, fairnessRates, type GroupFigures } from "../../shared/fairness";

/**
 * How far groups lie apart: the largest less the smallest rate, and the smallest by the largest. fairlearn's names; `_to_overall`
 * measures each group against all rows, `_mean` takes the mean of both rates of equalised odds and not the worse. NaN where
 * nothing is divided by nothing.
 */
export function disparities(groups: readonly GroupFigures[], overall: GroupFigures): Record<string, number> {
  const figures: Record<string, number> = {};
  for (const rate of fairnessRates) {
    const values = groups.map((group) => group[rate]);
    const [low, high] = [Math.min(...values), Math.max(...values)];
    figures[`${rate}_difference`] = high - low;
    figures[`${rate}_ratio`] = low / high;
    figures[`${rate}_difference_to_overall`] = Math.max(...values.map((value) => Math.abs(value - overall[rate])));
    figures[`${rate}_ratio_to_overall`] = leastNumber(values.map((value) => belowOne(value / overall[rate])));
  }
  const of = (rate: FairnessRate, kind: string) => figures[`${rate}_${kind}`] as number;
  for (const way of ["", "_to_overall"]) {
    for (const kind of ["difference", "ratio"]) {
      figures[`demographic_parity_${kind}${way}`] = of("selection_rate", kind + way);
      figures[`equal_opportunity_${kind}${way}`] = of("true_positive_rate", kind + way);
      const both = [of("true_positive_rate", kind + way), of("false_positive_rate", kind + way)] as const;
      figures[`equalized_odds_${kind}${way}`] = worse(kind, both);
      figures[`equalized_odds_${kind}${way}_mean`] = meanOfNumbers(both);
    }
  }
  return figures;
}

/** Python's min and max of the two in this order: a rate that is nothing by nothing counts only when it comes first. */
function worse(kind: string, [hits, misses]: readonly [number, number]): number {
  if (kind === "ratio") return misses < hits ? misses : hits;
  return misses > hits ? misses : hits;
}

function belowOne(ratio: number): number {
  return ratio > 1 ? 1 / ratio : ratio;
}

function leastNumber(values: readonly number[]): number {
  const known = values.filter((value) => !Number.isNaN(value));
  return known.length === 0 ? Number.NaN : Math.min(...known);
}

function meanOfNumbers(values: readonly number[]): number {
  const known = values.filter((value) => !Number.isNaN(value));
  return known.reduce((sum, value) => sum + value, 0) / known.length;
}
