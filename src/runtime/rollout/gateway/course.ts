import type { CoursePoint } from "../../../shared/deploymentPage";
import { createHistogram, type Histogram, observe, quantile } from "../../serving/serving";

/** What a variant did over the last hour, for charts: what is full is kept as numbers alone. */
export interface Course {
  add(ms: number, isError: boolean): void;
  /** Rising; stretches without a request are not there. The last one may grow yet. */
  points(since: number): CoursePoint[];
}

/** Milliseconds that a point stands for. */
export const pointEvery = 5000;
const kept = 3_600_000 / pointEvery;
/** Milliseconds, each a seventh more than the one before. */
const bounds = Array.from({ length: 96 }, (_, i) => 0.05 * 1.15 ** i);

export function createCourse(now: () => number = Date.now): Course {
  const done: CoursePoint[] = [];
  let open: { readonly at: number; requests: number; errors: number; readonly latency: Histogram } | undefined;

  function close(): CoursePoint | undefined {
    if (open === undefined) return undefined;
    const { at, requests, errors, latency } = open;
    const [p50 = 0, p95 = 0, p99 = 0] = [0.5, 0.95, 0.99].map((share) => quantile(latency, share));
    return { at, requests, errors, p50, p95, p99 };
  }

  return {
    add(ms, isError) {
      const at = Math.floor(now() / pointEvery) * pointEvery;
      if (open?.at !== at) {
        const full = close();
        if (full) done.push(full);
        if (done.length > kept) done.shift();
        open = { at, requests: 0, errors: 0, latency: createHistogram(bounds) };
      }
      open.requests++;
      if (isError) open.errors++;
      observe(open.latency, ms);
    },
    points(since) {
      const last = close();
      const oldest = Math.max(since, now() - kept * pointEvery);
      return [...done, ...(last ? [last] : [])].filter(({ at }) => at >= oldest);
    },
  };
}
