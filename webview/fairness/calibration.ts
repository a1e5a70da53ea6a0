import type { FairnessReport } from "../../src/shared/fairness";
import { qualityCurveSpec } from "../charts/specs/qualityCurve";
import { createVegaChart, type VegaChart, type VegaChartSettings } from "../charts/vegaChart";
import { t } from "../kit/words";
import { figure } from "../quality/words";

const mostGroups = 10;

/** What came true at each probability, a line a group. */
export function createCalibration() {
  let chart: VegaChart | undefined;
  return {
    draw(report: FairnessReport): HTMLElement {
      const settings = settingsOf(report);
      chart ??= createVegaChart(settings);
      chart.update(settings);
      return chart.element;
    },
  };
}

function settingsOf({ groups }: FairnessReport): VegaChartSettings {
  const [across, up] = [t("probability"), t("share that came true")];
  const curves = groups.slice(0, mostGroups).map(({ group, calibration = [] }, at) => ({
    name: group,
    colour: `var(--tm-c${at + 1})`,
    points: calibration.map(({ predicted, observed }) => [predicted, observed] as const),
    isDotted: true,
  }));
  return {
    title: t("Calibration by group"),
    note: groups.length > mostGroups ? t("the first {0} groups", mostGroups) : undefined,
    summary: t("Share that came true over the probability, a line a group"),
    spec: qualityCurveSpec({ across, up, curves, hasDiagonal: true }),
    table: {
      heads: [t("Group"), across, up],
      rows: curves.flatMap(({ name, points }) => points.map(([x, y]) => [name, x, y])),
    },
    height: 260,
  };
}

/** A group, its colour, and the mean gap between what was said and what came. */
export function calibrationKeys({ groups }: FairnessReport): readonly { group: string; colour: string; gap: string }[] {
  return groups.slice(0, mostGroups).map(({ group, expected_calibration_error }, at) => ({
    group,
    colour: `var(--tm-c${at + 1})`,
    gap: figure(expected_calibration_error),
  }));
}
