import { type IntervalHistogram, monitorEventLoopDelay } from "node:perf_hooks";

/** The longest time that the event loop was held up. Measured while there is work, so that an idle process sleeps. */
export interface Pauses {
  /** Something came: measure. */
  wake(): void;
  /** Nothing came for a while: rest. */
  rest(): void;
  readonly longest: number;
}

const resolution = 5;

export function createPauses(): Pauses {
  let histogram: IntervalHistogram | undefined;
  let longestBefore = 0;
  const current = () => (histogram && histogram.count > 0 ? Math.max(0, histogram.max / 1e6 - resolution) : 0);
  return {
    wake() {
      if (histogram) return;
      histogram = monitorEventLoopDelay({ resolution });
      histogram.enable();
    },
    rest() {
      longestBefore = Math.max(longestBefore, current());
      histogram?.disable();
      histogram = undefined;
    },
    /** Milliseconds. */
    get longest() {
      return Math.max(longestBefore, current());
    },
  };
}
