import { smooth } from "../../../core/series/smooth";
import { type ChartSeries, type ChartsQuery, leastPoints, mostTogether, packCharts } from "../../../shared/charts";
import type { Kernel } from "../../kernel/kernel";
import type { PackedPoints } from "../../kernel/store/points";
import { createTurns } from "../../kernel/turns";
import { runsOf, runsTable } from "../store";
import { type AskedSeries, originOf, otherOf } from "./asked";
import { type Along, extremesOf, type Line, lineOf, showLine, withoutOutliers } from "./line";
import { createLineCache } from "./lineCache";
import { createLongCharts } from "./longCharts";

/** Above this many points a series is not unpacked as a whole, where the summaries of its blocks will do. */
const longSeries = 20_000;

export type Charts = ReturnType<typeof createCharts>;

type History = (run: string, metric: string) => Promise<PackedPoints>;

/** The metrics of a run mostly come one after the other, and share the one that they stand over. */
function rememberLast(read: History): History {
  let known: { readonly key: string; readonly points: Promise<PackedPoints> } | undefined;
  return (run, metric) => {
    const key = `${run}\0${metric}`;
    if (known?.key !== key) known = { key, points: read(run, metric) };
    return known.points;
  };
}

const none = new Float64Array(0);

/** Many series at once, each reduced to what its picture needs. */
export function createCharts({ store }: Kernel) {
  const table = () => runsOf(store);
  const cache = createLineCache();
  const longCharts = createLongCharts(store);

  async function chartOf(run: string, metric: string, query: ChartsQuery, history: History): Promise<ChartSeries> {
    const ordinal = table().ordinal(run);
    const series = table().series.get(metric);
    const latest = ordinal === undefined ? undefined : series?.last(ordinal);
    if (ordinal === undefined || !latest) return { x: none, y: none, count: 0, reduced: false };
    const count = series?.count(ordinal) ?? 0;
    const asked = { run, metric, query, count, latest, began: table().number("start_time", ordinal) };
    const isLong = count > longSeries && !query.smooth && otherOf(query) === undefined;
    const shown = isLong ? await longCharts(asked) : await wholeChart(asked, history);
    const clipped = query.clip === undefined ? undefined : withoutOutliers(shown.y, query.clip);
    return clipped ? { ...shown, clipped } : shown;
  }

  async function wholeChart(asked: AskedSeries, history: History): Promise<ChartSeries> {
    const { count, latest, query } = asked;
    const line = await wholeLine(asked, history);
    const end = line.x.length - 1;
    if (end < 0) return { x: none, y: none, count, reduced: false };
    const reach = { from: line.x[0] as number, to: line.x[end] as number };
    const isJoined = otherOf(query) !== undefined;
    const [x, y] = isJoined
      ? [reach.to, line.y[end] as number]
      : [query.axis === "step" ? latest.step : latest.time - line.origin, latest.value];
    const last = { x, y, step: latest.step, time: latest.time };
    return { ...showLine(line, query), count, ...extremesOf(line), last, reach };
  }

  async function wholeLine(asked: AskedSeries, history: History): Promise<Line> {
    const { run, metric, count, query } = asked;
    const { axis, smooth: weight = 0 } = query;
    // a line over another metric changes with that one too
    const other = otherOf(query);
    const version =
      count +
      (other === undefined
        ? 0
        : (table()
            .series.get(other)
            ?.count(table().ordinal(run) ?? -1) ?? 0));
    const key = `${run}\0${metric}\0${axis}\0${weight}`;
    const known = cache.find(key, version);
    if (known) return known;
    const points = await store.history(runsTable, run, metric);
    const raw = lineOf(points, await alongOf(asked, points, history));
    const line = weight > 0 ? { ...raw, smoothed: smooth(raw.y, weight) } : raw;
    cache.keep(key, version, line);
    return line;
  }

  async function alongOf(asked: AskedSeries, points: PackedPoints, history: History): Promise<Along> {
    const other = otherOf(asked.query);
    if (other !== undefined) return { by: "metric", points: await history(asked.run, other) };
    if (asked.query.axis === "step") return { by: "step" };
    return { by: "time", origin: originOf(asked, points.times[0] ?? 0) };
  }

  return {
    /** The packed answer. */
    async charts(asked: ChartsQuery): Promise<Uint8Array> {
      const points = Math.max(leastPoints, Math.min(asked.points, Math.floor(mostTogether / asked.series.length)));
      const query = { ...asked, points };
      const takeTurn = createTurns();
      const history = rememberLast((run, metric) => store.history(runsTable, run, metric));
      const series: ChartSeries[] = [];
      for (const { run, metric } of asked.series) {
        series.push(await chartOf(run, metric, query, history));
        await takeTurn();
      }
      return packCharts({ axis: asked.axis, series });
    },
  };
}
