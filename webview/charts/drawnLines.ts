import { union } from "./extent";
import { firstAtLeast } from "./find";
import type { LineStore } from "./lineStore";
import type { LineChartSettings } from "./model";
import { isRaw } from "./rawMetric";
import type { Ends } from "./scales";
import type { SceneLine } from "./scene";

/** Of the average that is drawn. */
export function weightOf({ metric, smoothing }: LineChartSettings): number {
  return isRaw(metric) ? 0 : smoothing;
}

/** A line for every run whose points are here. */
export function drawnLines(settings: LineChartSettings, store: LineStore): SceneLine[] {
  const { runs, direction } = settings;
  const weight = weightOf(settings);
  return runs.flatMap((run): SceneLine[] => {
    const series = store.find(run.id);
    if (series === undefined || series.x.length === 0) return [];
    const average = store.average(run.id, weight);
    const best = direction === "higher" ? series.max : direction === "lower" ? series.min : undefined;
    return [
      {
        run,
        raw: { x: series.x, y: series.y },
        ...(average && series.count > 1 ? { smoothed: { x: series.x, y: average } } : {}),
        ...(best && series.count > 1 ? { best } : {}),
      },
    ];
  });
}

/** All that there is on the axis, in view or not. */
export function wholeReach(lines: readonly SceneLine[], store: LineStore, isLog: boolean): Ends | undefined {
  const found = union(
    lines.map(({ run, raw }) => {
      const whole = store.find(run.id)?.reach;
      if (whole === undefined || !isLog || whole.from > 0) return whole;
      const positive = raw.x[firstAtLeast(raw.x, Number.MIN_VALUE)];
      return positive === undefined ? undefined : { from: positive, to: whole.to };
    }),
  );
  if (found === undefined || found.from < found.to) return found;
  return isLog ? { from: found.from / 2, to: found.to * 2 } : { from: found.from - 0.5, to: found.to + 0.5 };
}
