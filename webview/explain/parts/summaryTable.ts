import type { ChartTable } from "../../charts/table";
import { t } from "../../kit/words";
import type { Explained } from "../model/explained";
import { quantilesOf, spanOf } from "../model/quantiles";

/** What the beeswarm shows, in numbers. */
export function summaryTable({ features }: Explained): ChartTable {
  const rounded = (value: number | undefined) => (value === undefined ? undefined : Number(value.toPrecision(4)));
  return {
    heads: [
      t("Feature"),
      t("Mean |SHAP|"),
      t("Lowest"),
      t("Quarter below"),
      t("Median"),
      t("Quarter above"),
      t("Highest"),
    ],
    rows: features.map(({ name, meanAbs, values }) => {
      const { from, to } = spanOf(values);
      const quarters = quantilesOf(values, [0.25, 0.5, 0.75]) ?? [];
      return [name, rounded(meanAbs), rounded(from), ...[0, 1, 2].map((i) => rounded(quarters[i])), rounded(to)];
    }),
  };
}
