/** What people look at first, the best known last so that its place is its weight. */
const known = ["loss", "mape", "mae", "mse", "rmse", "r2", "precision", "recall", "f1", "acc", "accuracy", "auc"];

interface Measured {
  readonly metrics: readonly { readonly key: string }[];
}

/** The metric that stands for a run in a tree. */
export function findPrimaryMetric(runs: readonly Measured[]): string | undefined {
  return rankMetrics(runs)[0];
}

/** What most of them have, was measured on held-out data and is known by name comes first; the machine's own is left out. */
export function rankMetrics(runs: readonly Measured[]): string[] {
  const counts = new Map<string, number>();
  for (const { metrics } of runs)
    for (const { key } of metrics) if (!key.startsWith("system/")) counts.set(key, (counts.get(key) ?? 0) + 1);
  return [...counts]
    .map(([key, count]) => ({ key, rank: (10 * count) / runs.length + weight(key) }))
    .sort((a, b) => b.rank - a.rank || (a.key < b.key ? -1 : 1))
    .map(({ key }) => key);
}

function weight(key: string): number {
  const words = key.toLowerCase().split(/[^a-z0-9]+/);
  const heldOut = words.some((word) => ["val", "valid", "validation", "test", "eval"].includes(word)) ? 5 : 0;
  const name = Math.max(...words.map((word) => known.indexOf(word)));
  return heldOut + (name + 1) / known.length;
}
