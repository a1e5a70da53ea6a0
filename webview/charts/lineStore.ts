import { smooth } from "../../src/core/series/smooth";
import { type ChartSeries, type Charts, type ChartsQuery, leastPoints, mostPoints } from "../../src/shared/charts";
import type { LineChartSettings, Stretch } from "./model";
import type { Ends } from "./scales";

/** What of a run's series is here, and what was asked to have it. */
interface Held {
  readonly series: ChartSeries;
  /** Undefined: all of it. */
  readonly stretch: Stretch | undefined;
  /** Of the average that came with it. */
  readonly weight: number;
}

export type AskCharts = (query: ChartsQuery) => Promise<Charts>;

export interface Need {
  readonly settings: LineChartSettings;
  /** What is shown of the axis; undefined: all. */
  readonly view: Stretch | undefined;
  /** Of the plot, in pixels. */
  readonly width: number;
}

export type LineStore = ReturnType<typeof createLineStore>;

/** A whole series of so many points comes as it is. */
const wholePoints = 1000;

/**
 * The points of one chart. Whole series are asked for once; of longer ones the stretch in view with as much again around it,
 * when what is here does not cover it or is too coarse for it.
 */
export function createLineStore(ask: AskCharts, arrived: () => void) {
  let held = new Map<string, Held>();
  let of = "";
  const stale = new Set<string>();
  /** Asked for and not answered: what changes meanwhile may be missing from the answer. */
  let underWay: readonly string[] = [];
  let isAsking = false;
  let wanted: Need | undefined;
  const averages = new WeakMap<ChartSeries, { weight: number; line: Float64Array }>();

  function missing({ settings, view, width }: Need): ChartsQuery[] {
    const { metric, axis, smoothing } = settings;
    const plain: string[] = [];
    const long: string[] = [];
    for (const { id } of settings.runs) {
      const have = held.get(id);
      if (have === undefined) plain.push(id);
      else if (isWhole(have)) {
        if (stale.has(id)) plain.push(id);
      } else if (stale.has(id) || !serves(have, view, smoothing)) long.push(id);
    }
    const points = Math.max(leastPoints, Math.min(mostPoints, Math.ceil(width) * 2 * (view ? 2 : 1)));
    const series = (ids: string[]) => ids.map((run) => ({ run, metric }));
    const around = view && widened(view);
    return [
      ...(plain.length > 0 ? [{ series: series(plain), axis, points: Math.max(points, wholePoints) }] : []),
      ...(long.length > 0
        ? [{ series: series(long), axis, points, ...around, ...(smoothing > 0 ? { smooth: smoothing } : {}) }]
        : []),
    ];
  }

  async function pump(): Promise<void> {
    if (isAsking) return;
    isAsking = true;
    try {
      for (let need = wanted; need !== undefined; need = wanted) {
        const queries = missing(need);
        if (queries.length === 0) break;
        const asked = of;
        for (const query of queries) {
          const charts = await answerTo(query);
          if (asked !== of) break; // another metric or axis meanwhile
          for (const [i, { run }] of query.series.entries()) keep(run, charts.series[i], query);
        }
        arrived();
      }
    } finally {
      isAsking = false;
    }
  }

  async function answerTo(query: ChartsQuery): Promise<Charts> {
    underWay = query.series.map(({ run }) => run);
    for (const run of underWay) stale.delete(run);
    try {
      return await ask(query);
    } catch (error) {
      for (const run of underWay) stale.add(run);
      throw error;
    } finally {
      underWay = [];
    }
  }

  function keep(run: string, series: ChartSeries | undefined, query: ChartsQuery): void {
    if (series === undefined) return;
    const stretch = query.from === undefined || query.to === undefined ? undefined : { from: query.from, to: query.to };
    held.set(run, { series, stretch, weight: query.smooth ?? 0 });
  }

  return {
    /** Asks for what is not here. Fails as the asking fails. */
    async want(need: Need): Promise<void> {
      const key = `${need.settings.metric}\0${need.settings.axis}`;
      if (key !== of) {
        of = key;
        held = new Map();
      }
      wanted = need;
      await pump();
    },
    /** Nothing is asked for while the chart is off the screen. */
    rest(): void {
      wanted = undefined;
    },
    touch(runs: readonly string[] | undefined): void {
      for (const id of runs ?? [...held.keys(), ...underWay]) if (held.has(id) || underWay.includes(id)) stale.add(id);
    },
    find: (run: string): ChartSeries | undefined => held.get(run)?.series,
    /** The average at the points that are here: the runtime's where some were left out, else made here. */
    average(run: string, weight: number): Float64Array | undefined {
      const have = held.get(run);
      if (have === undefined || weight <= 0) return undefined;
      if (!isWhole(have)) return have.series.smoothed;
      const known = averages.get(have.series);
      if (known?.weight === weight) return known.line;
      const line = smooth(have.series.y, weight);
      averages.set(have.series, { weight, line });
      return line;
    },
    isAsking: (): boolean => isAsking,
    isEmpty: (): boolean => held.size === 0,
  };
}

function isWhole({ series, stretch }: Held): boolean {
  return stretch === undefined && !series.reduced;
}

function serves({ series, stretch, weight }: Held, view: Stretch | undefined, wishedWeight: number): boolean {
  if (weight !== wishedWeight) return false;
  const reach = series.reach;
  if (reach === undefined) return true;
  const have: Ends = stretch ?? reach;
  const want: Ends = view ?? reach;
  const from = Math.max(want.from, reach.from);
  const to = Math.min(want.to, reach.to);
  if (from > to) return true; // none of it is in view
  if (have.from > from || have.to < to) return false;
  return !series.reduced || have.to - have.from <= (want.to - want.from) * 2.5;
}

function widened({ from, to }: Stretch): Stretch {
  const more = (to - from) / 2;
  return { from: from - more, to: to + more };
}
