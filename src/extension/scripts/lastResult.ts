import type { MetricSummary, RunSummary } from "../../shared/runs";
import { isLowerBetter } from "../runs/arrangement";

/** What a script's newest ended run came to, against the one before it. */
export interface LastResult {
  readonly run: RunSummary;
  readonly metric?: MetricSummary;
  readonly change?: Change;
}

export interface Change {
  readonly before: RunSummary;
  readonly value: number;
  /** Of the value before: 0.03 is three per cent more. */
  readonly share: number;
  readonly is: "better" | "worse" | "same";
}

/** Less than this share is no change: it would not show in the digits. */
const least = 0.0005;

/** `runs`: newest first. Folds and trials are counted with what they are nested in. */
export function lastResult(runs: readonly RunSummary[], metric: string | undefined): LastResult | undefined {
  const ended = outermost(runs).filter(({ status }) => status !== "RUNNING" && status !== "SCHEDULED");
  const [run, ...older] = ended;
  if (run === undefined) return undefined;
  const found = metricOf(run, metric);
  if (found === undefined) return { run };
  const change = older.map((before) => changeFrom(before, found)).find((each) => each !== undefined);
  return { run, metric: found, ...(change ? { change } : {}) };
}

/** Of the ended runs, or of the live one, if that is better already. */
export function bestRun(runs: readonly RunSummary[], metric: string | undefined): RunSummary | undefined {
  if (metric === undefined) return undefined;
  const sign = isLowerBetter(metric) ? -1 : 1;
  let best: { run: RunSummary; value: number } | undefined;
  for (const run of outermost(runs)) {
    const value = metricOf(run, metric)?.value;
    if (value === undefined || !Number.isFinite(value)) continue;
    if (best === undefined || sign * value > sign * best.value) best = { run, value };
  }
  return best?.run;
}

export function outermost(runs: readonly RunSummary[]): readonly RunSummary[] {
  const top = runs.filter(({ parent }) => parent === undefined);
  return top.length > 0 ? top : runs;
}

export function metricOf({ metrics }: RunSummary, key: string | undefined): MetricSummary | undefined {
  return metrics.find((each) => each.key === key);
}

function changeFrom(before: RunSummary, { key, value }: MetricSummary): Change | undefined {
  const old = metricOf(before, key)?.value;
  if (old === undefined || !Number.isFinite(old) || !Number.isFinite(value) || old === 0) return undefined;
  const share = (value - old) / Math.abs(old);
  const isMore = share > 0;
  const is = Math.abs(share) < least ? "same" : isMore === isLowerBetter(key) ? "worse" : "better";
  return { before, value: old, share, is };
}

/** `↑ 0.3 %`, `↓ 12 %`; `=` when it is below the precision. */
export function formatChange({ share, is }: Change): string {
  if (is === "same") return "=";
  const percent = Math.abs(share) * 100;
  const shown = percent >= 10 ? Math.round(percent) : Number(percent.toPrecision(1));
  return `${share > 0 ? "↑" : "↓"} ${shown}\u2009%`;
}
