import type { CoursePoint, RolloutEvent } from "../../src/shared/deploymentPage";
import { formatPercent } from "../../src/shared/format";
import type { State } from "./state";

/** The stretch of time that the charts show. */
export interface Span {
  readonly from: number;
  readonly to: number;
}

export interface Mark {
  readonly at: number;
  readonly label: string;
}

/** One point of a line, of as many of the gateway's as share its pixels. */
export interface Bucket {
  readonly at: number;
  readonly perSecond: number;
  readonly errorRate: number;
  readonly p50: number;
  readonly p95: number;
  readonly p99: number;
  /** Whether there was a request at all: else there is no latency, and no share of errors. */
  readonly isAnswered: boolean;
}

const shortest = 60_000;
const longest = 3_600_000;

/** From the first request on, a minute at least and an hour at most; the stretch that still fills is left out. */
export function spanOf({ live, course }: State): Span {
  const to = Math.floor(live.now / live.every) * live.every;
  const starts = Object.values(course).flatMap((points) => points[0]?.at ?? []);
  const first = starts.length === 0 ? to : Math.min(...starts);
  return { from: Math.max(to - longest, Math.min(first, to - shortest)), to };
}

/** Even stretches of a variant's life, silent ones too, no more of them than there are pixels for. */
export function bucketsOf(points: readonly CoursePoint[], { from, to }: Span, every: number, most: number): Bucket[] {
  const count = Math.round((to - from) / every);
  const width = Math.max(1, Math.ceil(count / most));
  const found: Bucket[] = [];
  let next = points.findIndex(({ at }) => at >= from);
  if (next < 0) return [];
  const first = Math.floor(((points[next] as CoursePoint).at - from) / (every * width));
  for (let i = first; from + i * width * every < to; i++) {
    const [start, end] = [from + i * width * every, Math.min(to, from + (i + 1) * width * every)];
    const inside: CoursePoint[] = [];
    for (; next < points.length && (points[next] as CoursePoint).at < end; next++)
      inside.push(points[next] as CoursePoint);
    found.push(bucket(inside, start, end));
  }
  return found;
}

/** Of several the mean of the middle, and the worst of the ends. */
function bucket(points: readonly CoursePoint[], start: number, end: number): Bucket {
  const requests = points.reduce((sum, each) => sum + each.requests, 0);
  const errors = points.reduce((sum, each) => sum + each.errors, 0);
  return {
    at: (start + end) / 2,
    perSecond: (requests * 1000) / (end - start),
    errorRate: requests === 0 ? 0 : errors / requests,
    p50: requests === 0 ? 0 : points.reduce((sum, each) => sum + each.p50 * each.requests, 0) / requests,
    p95: Math.max(0, ...points.map(({ p95 }) => p95)),
    p99: Math.max(0, ...points.map(({ p99 }) => p99)),
    isAnswered: requests > 0,
  };
}

const moves: ReadonlySet<RolloutEvent["act"]> = new Set(["start", "step", "promote", "rollback", "finish"]);

/** When the traffic moved: the new share of what is tried. */
export function marksOf({ live, history }: State, { from, to }: Span): Mark[] {
  const { treatments, kind } = live.rollout;
  if (kind !== "canary" && kind !== "blueGreen") return [];
  const found: Mark[] = [];
  for (const { at, act, shares } of history.toReversed()) {
    if (at < from || at > to || !moves.has(act)) continue;
    const weight = shares.reduce((sum, each) => (each.variant === treatments[0] ? sum + each.weight : sum), 0);
    found.push({ at, label: formatPercent(weight / 100) });
  }
  return found;
}
