import type { FairnessRate, FairnessReport } from "../../src/shared/fairness";
import { formatPercent } from "../../src/shared/format";
import { t } from "../kit/words";

/** Rates of the table, in its order. */
export function rateHeads(): readonly (readonly [FairnessRate, string])[] {
  return [
    ["selection_rate", t("Selected")],
    ["true_positive_rate", t("True positive rate")],
    ["false_positive_rate", t("False positive rate")],
    ["precision", t("Precision")],
    ["accuracy", t("Accuracy")],
  ];
}

/** What is usually asked of a difference and of a ratio (four fifths). */
export const usualLimits = { difference: 0.1, ratio: 0.8 } as const;

export function measureNames(): readonly (readonly [string, string])[] {
  return [
    ["demographic_parity", t("Demographic parity")],
    ["equalized_odds", t("Equalised odds")],
    ["equal_opportunity", t("Equal opportunity")],
  ];
}

/** Rates of groups stand in columns: all with one decimal. */
export function share(value: number): string {
  return formatPercent(Number(value.toFixed(3)));
}

/** A range or a number says little without its column. */
function groupName({ group, values }: FairnessReport["groups"][number], sensitive: readonly string[]): string {
  const named = values.map((value, at) => (/^[\d<≥(−-]/.test(value) ? `${sensitive[at]} ${value}` : value));
  return named.length === 0 ? group : named.join(" & ");
}

/** One sentence that says what to think of it. */
export function verdict({ groups, positive, sensitive }: FairnessReport): string {
  const known = groups.filter(({ unknown }) => !unknown.includes("selection_rate"));
  const sorted = [...known].sort((a, b) => a.selection_rate - b.selection_rate);
  const [low, high] = [sorted[0], sorted.at(-1)];
  if (!low || !high || low === high) return t("There is one group only; nothing can be compared.");
  const gap = high.selection_rate - low.selection_rate;
  if (gap <= usualLimits.difference && low.selection_rate >= usualLimits.ratio * high.selection_rate)
    return t(
      "Groups by {0} are answered {1} about as often: {2} to {3}.",
      sensitive.join(", "),
      positive,
      share(low.selection_rate),
      share(high.selection_rate),
    );
  return t(
    "{0} of {1} are answered {2}, but {3} of {4}.",
    share(high.selection_rate),
    groupName(high, sensitive),
    positive,
    share(low.selection_rate),
    groupName(low, sensitive),
  );
}
