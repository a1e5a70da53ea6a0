import { csvOf } from "../../charts/table";
import { t } from "../../kit/words";
import type { Explained } from "../model/explained";

/** The SHAP values of rows as CSV: the row's number, its prediction, a column a feature, the base value last. */
export function rowsFile({ features, predictions, page }: Explained, rows: readonly number[]): string {
  const requests = page.requests;
  const heads = [
    t("Row"),
    ...(requests ? ["request"] : []),
    "prediction",
    ...features.map(({ name }) => name),
    "base_value",
  ];
  return csvOf({
    heads,
    rows: rows.map((row) => [
      row + 1,
      ...(requests ? [requests[row]] : []),
      predictions[row],
      ...features.map(({ values }) => values[row]),
      page.base_value,
    ]),
  });
}
