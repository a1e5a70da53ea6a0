import type { RunSummary } from "../../shared/runs";

/** What people look at first, the best known last so that its place is its weight. */
const known = ["loss", "mape", "mae", "mse", "rmse", "r2", "precision", "recall", "f1", "acc", "accuracy", "auc"];

/** The metric that stands for a run in a tree: what most runs have, measured on held-out data, and known by name. */
export function findPrimaryMetric(runs: readonly RunSummary[]): string | undefined {
  const counts = new Map<string, number>();
  for (const { metrics } of runs)
    for (const { key } of metrics) if (!key.startsWith("system/")) counts.set(key, (counts.get(key) ?? 0) + 1);
  let best: { key: string; rank: number } | undefined;
  for (const [key, count] of [...counts].sort(([a], [b]) => (a < b ? -1 : 1))) {
    const rank = (10 * count) / runs.length + weight(key);
    if (best === undefined || rank > best.rank) best = { key, rank };
  }
  return best?.key;
}

function weight(key: string): number {
  const words = key.toLowerCase().split(/[^a-z0-9]+/);
  const heldOut = words.some((word) => ["val", "valid", "validation", "test", "eval"].includes(word)) ? 5 : 0;
  const name = Math.max(...words.map((word) => known.indexOf(word)));
  return heldOut + (name + 1) / known.length;
}
