import { type ColumnDrift, pValueTests } from "../../shared/drift";

/** How far a column is gone, comparable between tests: 1 is its limit. Undefined: there is no score. */
export function severity({ test, score, threshold }: Pick<ColumnDrift, "test" | "score" | "threshold">) {
  if (score === null) return undefined;
  if (!pValueTests.includes(test)) return threshold > 0 ? score / threshold : Number.POSITIVE_INFINITY;
  if (score <= 0) return Number.POSITIVE_INFINITY;
  if (threshold > 0 && threshold < 1) return Math.log(score) / Math.log(threshold);
  return score < threshold ? 2 : 0;
}

/** Where the limit stands in a bar. */
export const limitAt = 0.24;

/** The length of a bar, 0 to 1: even up to the limit and beyond it ever slower, so that the worst still differ. */
export function barLength(value: number | undefined): number {
  if (value === undefined || Number.isNaN(value)) return 0;
  if (value <= 1) return Math.max(0, value) * limitAt;
  return 1 - (1 - limitAt) / (1 + (value - 1) / 3);
}
