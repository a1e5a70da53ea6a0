import { type Cells, figuresOf, partsOf } from "../../src/core/fairness/cells";
import { disparities } from "../../src/core/fairness/disparities";
import { wilson } from "../../src/core/quality/intervals";
import { type FairnessGroup, type FairnessReport, fairnessRates } from "../../src/shared/fairness";

/** The report as if answers were cut at another probability, from what it knows of each hundredth; differences have no intervals then. */
export function atThreshold(report: FairnessReport, threshold: number): FairnessReport {
  const cells = report.groups.map((group) => cellsOf(group, threshold));
  if (!cells.every((each) => each !== undefined)) return report;
  const sum = (key: keyof Cells) => cells.reduce((total, each) => total + each[key], 0);
  const overall = figuresOf({ tp: sum("tp"), fp: sum("fp"), fn: sum("fn"), tn: sum("tn") });
  const groups = report.groups.map((group, at) => ({ ...group, ...ratesOf(cells[at] as Cells) }));
  const measured = Object.entries(disparities(groups, overall));
  return {
    ...report,
    threshold,
    overall,
    groups,
    figures: {
      ...report.figures,
      ...Object.fromEntries(measured.map(([name, value]) => [name, Number.isFinite(value) ? value : null])),
    },
    intervals: {},
  };
}

function cellsOf({ selected_from, count, base_rate }: FairnessGroup, threshold: number): Cells | undefined {
  const found = selected_from?.[Math.round(threshold * 100)];
  if (!found) return undefined;
  const positives = Math.round(base_rate * count);
  const [tp, fp] = found;
  return { tp, fp, fn: positives - tp, tn: count - positives - fp };
}

function ratesOf(cells: Cells): Partial<FairnessGroup> {
  const parts = partsOf(cells);
  return {
    ...figuresOf(cells),
    unknown: fairnessRates.filter((rate) => parts[rate][1] === 0),
    intervals: Object.fromEntries(fairnessRates.map((rate) => [rate, wilson(...parts[rate])])),
  };
}
