import type { ReproBar } from "../../src/shared/pipelinePage";

export interface LanedBar extends ReproBar {
  readonly end: number;
}

/** Each bar in the first lane that is free when it begins: what ran side by side stands side by side. */
export function lanesOf(bars: readonly ReproBar[], now: number): LanedBar[][] {
  const lanes: LanedBar[][] = [];
  for (const bar of [...bars].sort((a, b) => a.began - b.began)) {
    const laned = { ...bar, end: Math.max(bar.began, bar.ended ?? now) };
    const free = lanes.find((lane) => (lane.at(-1)?.end ?? 0) <= bar.began);
    if (free) free.push(laned);
    else lanes.push([laned]);
  }
  return lanes;
}

const seconds = [1, 2, 5, 10, 15, 30, 60, 120, 300, 600, 900, 1800, 3600, 7200, 14_400, 28_800, 86_400];

/** Round times along a run of so many milliseconds, four to six of them. */
export function timeTicks(length: number): number[] {
  const step =
    1000 * (seconds.find((each) => length / (each * 1000) <= 5) ?? 86_400 * Math.ceil(length / 86_400_000 / 5));
  return Array.from({ length: Math.floor(length / step) + 1 }, (_, i) => i * step);
}
