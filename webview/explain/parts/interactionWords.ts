import type { ExplainedInteractions } from "../../../src/shared/explanation";
import type { ChartTable } from "../../charts/table";
import { t } from "../../kit/words";

export interface Pair {
  readonly a: string;
  readonly b: string;
  readonly value: number;
}

/** Each two features once, those that go together most first. */
export function strongestPairs({ features, mean_abs }: ExplainedInteractions, most: number): Pair[] {
  const pairs = features.flatMap((a, i) =>
    features.slice(i + 1).map((b, j) => ({ a, b, value: mean_abs[i]?.[i + 1 + j] ?? 0 })),
  );
  return pairs
    .filter(({ value }) => value > 0)
    .sort((x, y) => y.value - x.value)
    .slice(0, most);
}

export function interactionTable(interactions: ExplainedInteractions): ChartTable {
  const pairs = strongestPairs(interactions, 500);
  return {
    heads: [t("Feature"), t("With"), t("Mean |interaction|")],
    rows: pairs.map(({ a, b, value }) => [a, b, Number(value.toPrecision(5))]),
  };
}
