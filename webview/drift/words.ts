import { severity } from "../../src/core/drift/severity";
import type { ColumnDrift, ColumnPicture, ColumnType, DriftTest } from "../../src/shared/drift";
import { pValueTests } from "../../src/shared/drift";
import { formatCount, formatNumber, formatPercent } from "../../src/shared/format";
import type { WindowResult } from "../../src/shared/monitors";
import { pageLocale, t } from "../kit/words";

const testNames: Readonly<Record<DriftTest, string>> = {
  ks: "K–S",
  chisquare: "Chi-square",
  z: "Z",
  wasserstein: "Wasserstein",
  jensenshannon: "JS distance",
  psi: "PSI",
  kl_div: "KL",
  hellinger: "Hellinger",
  t_test: "Student's t",
  mannw: "Mann–Whitney",
  ed: "Energy",
  cramer_von_mises: "Cramér–von Mises",
  anderson: "Anderson–Darling",
  es: "Epps–Singleton",
  g_test: "G",
  fisher_exact: "Fisher",
  TVD: "Total variation",
  empirical_mmd: "MMD",
  abs_text_content_drift: "Text classifier",
  perc_text_content_drift: "Text classifier",
};

export function testWord(test: DriftTest): string {
  return testNames[test];
}

export function typeWord(type: ColumnType): string {
  switch (type) {
    case "num":
      return t("num");
    case "cat":
      return t("cat");
    case "text":
      return t("text");
    default:
      return type satisfies never;
  }
}

/** Distances with three decimals, p-values with what they need. */
export function scoreText({ test, score }: Pick<ColumnDrift, "test" | "score">): string {
  if (score === null) return "–";
  if (pValueTests.includes(test)) return score < 0.0001 ? "< 0.0001" : score.toFixed(score < 0.1 ? 4 : 3);
  return score >= 100 ? formatNumber(score) : score.toFixed(3);
}

export function count(value: number): string {
  return formatCount(value, pageLocale());
}

/** 0 is `0 %`, and what is there but small is told with two digits. */
export function share(value: number): string {
  return formatPercent(value === 0 ? 0 : Number((value * 100).toPrecision(2)) / 100);
}

export function day(time: number): string {
  return new Date(time).toLocaleDateString(pageLocale(), { day: "numeric", month: "short" });
}

export function moment(time: number): string {
  const date = new Date(time);
  return `${day(time)}, ${date.toLocaleTimeString(pageLocale(), { hour: "2-digit", minute: "2-digit" })}`;
}

/** What happened to a column, in one sentence or two. */
export function columnSentence(picture: ColumnPicture): string {
  return [moved(picture), missing(picture)].filter(Boolean).join(" ");
}

function moved(picture: ColumnPicture): string {
  const { reference, current } = picture.sides;
  if (reference.quantiles && current.quantiles) {
    const [, low, middle, high] = reference.quantiles;
    const [, nowLow, nowMiddle, nowHigh] = current.quantiles;
    const spread = high - low;
    const shift = nowMiddle - middle;
    if (Math.abs(shift) > 0.1 * (spread || Math.abs(middle) || 1))
      return shift > 0
        ? t("Values moved up by about {0}.", formatNumber(Number(shift.toPrecision(2))))
        : t("Values moved down by about {0}.", formatNumber(Number((-shift).toPrecision(2))));
    const change = spread > 0 ? (nowHigh - nowLow) / spread : 1;
    if (change > 1.25) return t("Values are spread {0} times as wide.", formatNumber(Number(change.toPrecision(2))));
    if (change < 0.8) return t("Values are spread {0} times as wide.", formatNumber(Number(change.toPrecision(2))));
    return t("The middle of the values has not moved.");
  }
  if (picture.words && picture.words.gained.length > 0)
    return t("More frequent words: {0}.", picture.words.gained.slice(0, 6).join(", "));
  return valueMoved(picture);
}

/** The value whose share changed most. */
function valueMoved({ labels = [], reference, current }: ColumnPicture): string {
  const changes = labels.map((label, i) => ({ label, was: reference[i] ?? 0, is: current[i] ?? 0 }));
  changes.sort((a, b) => Math.abs(b.is - b.was) - Math.abs(a.is - a.was));
  const [most] = changes;
  if (most === undefined || Math.abs(most.is - most.was) < 0.005) return t("The shares of the values are the same.");
  if (most.was === 0) return t("‘{0}’ is new, with {1} of the rows.", most.label, share(most.is));
  if (most.is === 0) return t("‘{0}’ is gone; it had {1} of the rows.", most.label, share(most.was));
  return most.is > most.was
    ? t("‘{0}’ rose from {1} to {2}.", most.label, share(most.was), share(most.is))
    : t("‘{0}’ fell from {1} to {2}.", most.label, share(most.was), share(most.is));
}

function missing({ sides: { reference, current } }: ColumnPicture): string {
  const change = current.missing - reference.missing;
  if (Math.abs(change) < 0.01) return "";
  return t("{0} are missing, {1} were.", share(current.missing), share(reference.missing));
}

/** The first of the windows, up to the last one, in which the column has drifted without a break. */
export function beganAt(
  windows: readonly WindowResult[],
  name: string,
  { test, threshold }: ColumnDrift,
): number | undefined {
  let began: number | undefined;
  for (let i = windows.length - 1; i >= 0; i--) {
    const window = windows[i] as WindowResult;
    const score = window.scores[name];
    if (score === undefined) continue;
    const is = severity({ test, score, threshold });
    if (is === undefined || is < 1) break;
    began = window.from;
  }
  return began;
}
