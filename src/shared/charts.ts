import { pack, unpack } from "./packed";

/**
 * POST /api/tidemark/v1/charts: many series at once, as a chart draws them. `step`: the step. `time`: ms since 1970.
 * `relative`: ms since the run began. `metric:<key>`: the value of another metric at the same step.
 */
export type ChartAxis = "step" | "time" | "relative" | `metric:${string}`;

export interface ChartsQuery {
  /** At most `mostSeries`; an unknown run or metric is a series without points. */
  readonly series: readonly { readonly run: string; readonly metric: string }[];
  readonly axis: ChartAxis;
  /** The ends of what is in view, on the axis; the nearest point beyond each is given too, so that lines run out of the picture. */
  readonly from?: number;
  readonly to?: number;
  /** About how many points a series: `leastPoints` to `mostPoints`, fewer when the whole would be more than `mostTogether`. */
  readonly points: number;
  /** Weight of a debiased moving average over all points, 0 (none) up to 0.999. */
  readonly smooth?: number;
  /** A share such as 0.02: each series then says between which values all but this share at either end lie. */
  readonly clip?: number;
}

export const mostSeries = 20_000;
export const leastPoints = 16;
export const mostPoints = 4000;
export const mostTogether = 1_500_000;

export interface Extreme {
  readonly x: number;
  readonly y: number;
}

export interface ChartSeries {
  /** Ascending. Where two points share a bucket of the reduction, they are its lowest and its highest. */
  readonly x: Float64Array;
  /** As logged: may be NaN or infinite. */
  readonly y: Float64Array;
  /** At the same x; present when it was asked for. */
  readonly smoothed?: Float64Array;
  /** Points of the whole series, in view or not. */
  readonly count: number;
  /** False: every point that is in view is there. True: some may be left out, but no lowest and no highest. */
  readonly reduced: boolean;
  /** Over the whole series, of the finite values. */
  readonly min?: Extreme;
  readonly max?: Extreme;
  /** The latest point. */
  readonly last?: { readonly x: number; readonly y: number; readonly step: number; readonly time: number };
  /** How far the whole series reaches on the axis. */
  readonly reach?: { readonly from: number; readonly to: number };
  /** When `clip` was asked: the values without the outliers, of what is in view. */
  readonly clipped?: { readonly low: number; readonly high: number };
}

interface ChartsHead {
  readonly axis: ChartAxis;
  readonly series: number;
  readonly smoothed: boolean;
}

/** A series in the answer of the query, at its place. */
export interface Charts {
  readonly axis: ChartAxis;
  readonly series: readonly ChartSeries[];
}

/** NaN where there is nothing to tell. */
const factsOf = ({ x, count, reduced, min, max, last, reach, clipped }: ChartSeries): number[] => [
  x.length,
  count,
  reduced ? 1 : 0,
  min?.x ?? Number.NaN,
  min?.y ?? Number.NaN,
  max?.x ?? Number.NaN,
  max?.y ?? Number.NaN,
  last?.x ?? Number.NaN,
  last?.y ?? Number.NaN,
  last?.step ?? Number.NaN,
  last?.time ?? Number.NaN,
  reach?.from ?? Number.NaN,
  reach?.to ?? Number.NaN,
  clipped?.low ?? Number.NaN,
  clipped?.high ?? Number.NaN,
];

const factCount = 15;

export function packCharts({ axis, series }: Charts): Uint8Array {
  const smoothed = series.some((each) => each.smoothed !== undefined);
  const facts = new Float64Array(series.length * factCount);
  for (const [i, each] of series.entries()) facts.set(factsOf(each), i * factCount);
  const head: ChartsHead = { axis, series: series.length, smoothed };
  const parts = series.flatMap(({ x, y, smoothed: line }) => (smoothed ? [x, y, line ?? y] : [x, y]));
  return pack({ head, doubles: [facts, ...parts], integers: [] });
}

export function readCharts(bytes: Uint8Array): Charts {
  const packed = unpack(bytes);
  const { axis, series, smoothed } = packed.head as ChartsHead;
  const facts = packed.doubles(series * factCount);
  return {
    axis,
    series: Array.from({ length: series }, (_, i): ChartSeries => {
      const own = facts.subarray(i * factCount, (i + 1) * factCount);
      const at = (place: number) => own[place] as number;
      const known = (place: number) => !Number.isNaN(at(place));
      const [length, count] = [at(0), at(1)];
      const x = packed.doubles(length);
      const y = packed.doubles(length);
      return {
        x,
        y,
        ...(smoothed ? { smoothed: packed.doubles(length) } : {}),
        count,
        reduced: at(2) === 1,
        ...(known(3) ? { min: { x: at(3), y: at(4) }, max: { x: at(5), y: at(6) } } : {}),
        ...(known(7) ? { last: { x: at(7), y: at(8), step: at(9), time: at(10) } } : {}),
        ...(known(11) ? { reach: { from: at(11), to: at(12) } } : {}),
        ...(known(13) ? { clipped: { low: at(13), high: at(14) } } : {}),
      };
    }),
  };
}
