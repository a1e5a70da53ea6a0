import { addHistogram, createHistogram, type Histogram, observe, quantile } from "../../serving/serving";

/** The last minute of a variant, a second a slot. */
export interface Recent {
  add(ms: number, isError: boolean): void;
  figures(): RecentFigures;
}

export interface RecentFigures {
  readonly perSecond: number;
  readonly errorRate: number | undefined;
  readonly p50: number | undefined;
  readonly p95: number | undefined;
  readonly p99: number | undefined;
  /** Requests in each of the last 60 seconds, the oldest first. */
  readonly series: readonly number[];
}

interface Slot {
  second: number;
  requests: number;
  errors: number;
  latency: Histogram;
}

const slots = 60;
/** Seconds over which rates and latencies are taken. */
const window = 15;
/** Milliseconds, each a seventh more than the one before. */
const bounds = Array.from({ length: 96 }, (_, i) => 0.05 * 1.15 ** i);

export function createRecent(now: () => number = Date.now): Recent {
  const ring: Slot[] = [];
  const slotOf = (second: number): Slot => {
    const at = second % slots;
    const found = ring[at];
    if (found?.second === second) return found;
    const fresh = { second, requests: 0, errors: 0, latency: createHistogram(bounds) };
    ring[at] = fresh;
    return fresh;
  };
  return {
    add(ms, isError) {
      const slot = slotOf(Math.floor(now() / 1000));
      slot.requests++;
      if (isError) slot.errors++;
      observe(slot.latency, ms);
    },
    figures() {
      const second = Math.floor(now() / 1000);
      const at = (back: number): Slot | undefined => {
        const slot = ring[(second - back) % slots];
        return slot?.second === second - back ? slot : undefined;
      };
      const series = Array.from({ length: slots }, (_, i) => at(slots - 1 - i)?.requests ?? 0);
      const latency = createHistogram(bounds);
      let [requests, errors] = [0, 0];
      for (let back = 0; back < window; back++) {
        const slot = at(back);
        if (slot === undefined) continue;
        requests += slot.requests;
        errors += slot.errors;
        addHistogram(latency, slot.latency);
      }
      return {
        perSecond: requests / window,
        errorRate: requests === 0 ? undefined : errors / requests,
        p50: quantile(latency, 0.5),
        p95: quantile(latency, 0.95),
        p99: quantile(latency, 0.99),
        series,
      };
    },
  };
}
