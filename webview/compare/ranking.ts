import { guessDirection } from "../../src/core/metrics/direction";
import type { RunRow } from "../../src/shared/runTable";
import type { Comparison, MetricFacts } from "./comparison";

/** The runs from best to worst by a metric; those without it last, newest first. */
export function rankRuns(
  { rows, metrics }: Comparison,
  metric: string | undefined,
): { readonly rows: readonly RunRow[]; readonly values: ReadonlyMap<string, number> } {
  const facts = metric === undefined ? undefined : metrics.get(metric);
  if (metric === undefined || facts === undefined) return { rows, values: new Map() };
  const values = new Map([...facts].map(([id, each]) => [id, bestOf(metric, each)]));
  const sign = guessDirection(metric) === "lower" ? 1 : -1;
  const ranked = [...rows].sort((a, b) => {
    const [x, y] = [values.get(a.id) ?? Number.NaN, values.get(b.id) ?? Number.NaN];
    if (Number.isNaN(x)) return Number.isNaN(y) ? 0 : 1;
    return Number.isNaN(y) ? -1 : sign * (x - y);
  });
  return { rows: ranked, values };
}

/** The best value that a run came to; the last where no way is better. */
export function bestOf(metric: string, { last, min, max }: MetricFacts): number {
  const direction = guessDirection(metric);
  const best = direction === "lower" ? min : direction === "higher" ? max : last;
  return Number.isFinite(best) ? best : last;
}

const held = /(^|[/_.-])(val|valid|validation|test|eval)($|[/_.-])/i;
const told = /auc|acc|f1|r2|loss|rmse|mae|error/i;

/** What people ask for first: measured on held-out data, known by name, logged by most of the runs. */
export function chooseMetric({ rows, metrics }: Comparison): string | undefined {
  let best: { metric: string; weight: number } | undefined;
  for (const [metric, of] of metrics) {
    if (metric.startsWith("system/")) continue;
    const weight = of.size / rows.length + (held.test(metric) ? 0.5 : 0) + (told.test(metric) ? 0.25 : 0);
    if (best === undefined || weight > best.weight) best = { metric, weight };
  }
  return best?.metric;
}
