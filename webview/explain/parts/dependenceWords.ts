import type { ChartTable } from "../../charts/table";
import { t } from "../../kit/words";
import type { Feature } from "../model/explained";
import { colourSpan } from "../model/quantiles";
import { figure, signedFigure } from "../words";
import type { DependenceView } from "./dependenceChart";

/** A feature's values in even steps, or word by word: how many rows, and the mean of their SHAP values. */
export function dependenceTable({ name, words, given, values }: Feature, steps: number): ChartTable {
  const { from, to } = words ? { from: 0, to: words.length - 1 } : colourSpan(given);
  const groups = words ? words.length : to > from ? steps : 1;
  const counts = new Float64Array(groups);
  const sums = new Float64Array(groups);
  let missing = 0;
  let missingSum = 0;
  for (let row = 0; row < values.length; row++) {
    const value = given[row] as number;
    if (Number.isNaN(value)) {
      missing++;
      missingSum += values[row] as number;
      continue;
    }
    const share = to > from ? (value - from) / (to - from) : 0;
    const group = words ? value : Math.max(0, Math.min(groups - 1, Math.floor(share * groups)));
    counts[group] = (counts[group] as number) + 1;
    sums[group] = (sums[group] as number) + (values[row] as number);
  }
  const edge = (i: number) => figure(Number((from + ((to - from) * i) / groups).toPrecision(4)));
  const label = (i: number) => words?.[i] ?? (groups === 1 ? edge(0) : rangeWord(i, groups, edge));
  const rows = [...counts.keys()]
    .filter((i) => (counts[i] as number) > 0)
    .map((i) => [label(i), counts[i] as number, mean(sums[i] as number, counts[i] as number)]);
  if (missing > 0) rows.push([t("missing"), missing, mean(missingSum, missing)]);
  return { heads: [name, t("Rows"), t("Mean SHAP")], rows };
}

function rangeWord(i: number, groups: number, edge: (i: number) => string): string {
  if (i === 0) return `< ${edge(1)}`;
  return i === groups - 1 ? `≥ ${edge(i)}` : `${edge(i)} – ${edge(i + 1)}`;
}

function mean(sum: number, count: number): number {
  return Number((sum / count).toPrecision(4));
}

/** For whoever cannot see it: where SHAP begins and where it ends as the value grows. */
export function dependenceSummary({ feature, by }: Pick<DependenceView, "feature" | "by">): string {
  const { rows } = dependenceTable(feature, 5);
  const [first, last] = [rows[0], rows.at(-1)];
  if (!first || !last) return t("{0}: no values", feature.name);
  const said = t(
    "SHAP values of {0}: mean {1} at {2}, {3} at {4}",
    feature.name,
    signedFigure(first[2] as number),
    String(first[0]),
    signedFigure(last[2] as number),
    String(last[0]),
  );
  return by === undefined ? said : `${said}. ${t("Coloured by {0}", by.name)}`;
}
