import type { ChartSeries } from "../../../shared/charts";
import type { PackedPoints } from "../../kernel/store/points";
import type { Store } from "../../kernel/store/store";
import { runsTable } from "../store";
import { type AskedSeries, originOf } from "./asked";

/** With fewer points in view, those just beyond its ends are looked for. */
const fewInView = 64;

/** Charts over step or time of series that are too long to be unpacked: out of what the store knows of its blocks. */
export function createLongCharts(store: Store) {
  return async (asked: AskedSeries): Promise<ChartSeries> => {
    const { run, metric, query, count, latest } = asked;
    const extent = store.extent(runsTable, run, metric);
    const axis = query.axis === "step" ? "step" : "time";
    const origin = originOf(asked, extent?.firstTime ?? 0);
    const window = (from: number | undefined, to: number | undefined) =>
      store.chart(runsTable, run, metric, {
        axis,
        buckets: query.points >> 1,
        ...(from === undefined ? {} : { from: from + origin }),
        ...(to === undefined ? {} : { to: to + origin }),
      });
    const xOf = ({ steps, times }: Pick<PackedPoints, "steps" | "times">) =>
      axis === "step" ? steps : origin === 0 ? times : times.map((time) => time - origin);

    let found = await window(query.from, query.to);
    let x = xOf(found);
    const { from, to } = query;
    if (x.length < fewInView && from !== undefined && to !== undefined) {
      found = await window(from - (to - from), to + (to - from));
      x = xOf(found);
      const first = Math.max(0, x.findIndex((each) => each >= from) - 1);
      const after = x.findIndex((each) => each > to);
      const end = after < 0 ? x.length : after + 1;
      found = { ...found, values: found.values.slice(first, end) };
      x = x.slice(first, end);
    }
    const at = (step: number, time: number) => (axis === "step" ? step : time - origin);
    return {
      x,
      y: found.values,
      count,
      reduced: x.length < count,
      ...(extent && !Number.isNaN(extent.min)
        ? {
            min: { x: at(extent.minStep, extent.minTime), y: extent.min },
            max: { x: at(extent.maxStep, extent.maxTime), y: extent.max },
          }
        : {}),
      last: { x: at(latest.step, latest.time), y: latest.value, step: latest.step, time: latest.time },
      ...(extent
        ? { reach: { from: at(extent.lowestStep, extent.firstTime), to: at(extent.highestStep, extent.lastTime) } }
        : {}),
    };
  };
}
