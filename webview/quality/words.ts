import { formatCount, formatNumber, formatPercent, formatSigned } from "../../src/shared/format";
import type { QualityDocument, QualityReport } from "../../src/shared/quality";
import { pageLocale, t } from "../kit/words";

/** Names of figures, in the order in which they are shown. */
export const figureNames = {
  classification: [
    ["accuracy", "Accuracy"],
    ["precision", "Precision"],
    ["recall", "Recall"],
    ["f1", "F1"],
    ["roc_auc", "ROC AUC"],
    ["average_precision", "PR AUC"],
    ["balanced_accuracy", "Balanced accuracy"],
    ["mcc", "MCC"],
    ["log_loss", "Log loss"],
    ["brier", "Brier"],
    ["ece", "Calibration error"],
  ],
  regression: [
    ["mae", "MAE"],
    ["rmse", "RMSE"],
    ["mape", "MAPE"],
    ["r2", "R²"],
    ["median_ae", "Median error"],
    ["max_error", "Largest error"],
    ["mean_error", "Mean of prediction − actual"],
    ["explained_variance", "Explained variance"],
  ],
} as const;

/** Of these less is better. */
const lowerIsBetter = new Set(["log_loss", "brier", "ece", "mae", "rmse", "mse", "mape", "median_ae", "max_error"]);

export function count(value: number): string {
  return formatCount(value, pageLocale());
}

export function figure(value: number | null | undefined): string {
  return value === null || value === undefined ? "–" : formatNumber(value);
}

export function share(value: number): string {
  return formatPercent(Number(value.toPrecision(3)));
}

/** What changed against the reference, and whether that is better. */
export function change(name: string, value: number | null | undefined, before: number | null | undefined) {
  if (typeof value !== "number" || typeof before !== "number") return undefined;
  const difference = Number((value - before).toPrecision(3));
  const isBetter = lowerIsBetter.has(name) ? difference < 0 : difference > 0;
  const look = difference === 0 || name === "mean_error" ? "muted" : isBetter ? "good" : "bad";
  return { text: difference === 0 ? "=" : formatSigned(difference), look };
}

/** The figure that stands for all: accuracy, or the mean error. */
export function mainFigure(report: Pick<QualityReport, "kind">): "accuracy" | "mae" {
  return report.kind === "classification" ? "accuracy" : "mae";
}

/** One sentence that says what to think of it. */
export function verdict({ current, reference, segments, checks, unlabelled }: QualityDocument): string {
  const broken = checks.filter(({ ok }) => !ok).length;
  if (broken > 0) return t("{0} of {1} limits are broken.", count(broken), count(checks.length));
  if (current === null) {
    const expected = unlabelled?.estimated.accuracy;
    if (typeof expected !== "number") return unlabelled?.why.accuracy ?? t("Without labels nothing can be said.");
    const before = reference?.figures.accuracy;
    return typeof before === "number"
      ? t("Expected accuracy is {0}, {1} in the reference. Labels are not known yet.", share(expected), share(before))
      : t("Expected accuracy is {0}. Labels are not known yet.", share(expected));
  }
  const name = mainFigure(current);
  const value = current.figures[name];
  if (typeof value !== "number") return t("No row can be measured: {0}.", current.why[name] ?? "");
  const said = current.kind === "classification" ? share(value) : formatNumber(value);
  const before = reference?.figures[name];
  const against = change(name, value, before);
  const first =
    typeof before !== "number" || against === undefined
      ? current.kind === "classification"
        ? t("{0} of the answers are right", said)
        : t("Answers are off by {0} on average", said)
      : against.look === "muted"
        ? t("As good as the reference: {0}", said)
        : against.look === "good"
          ? t(
              "Better than the reference: {0} after {1}",
              said,
              current.kind === "classification" ? share(before) : formatNumber(before),
            )
          : t(
              "Worse than the reference: {0} after {1}",
              said,
              current.kind === "classification" ? share(before) : formatNumber(before),
            );
  const worst = [...segments].sort((a, b) => b.error - a.error)[0];
  return worst ? t("{0}; most wrong where {1} is {2}.", first, worst.column, worst.segment) : `${first}.`;
}
