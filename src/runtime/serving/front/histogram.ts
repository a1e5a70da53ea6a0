/** Counts of values by upper bounds, as Prometheus keeps them. Plain data: it goes from process to process. */
export interface Histogram {
  readonly bounds: readonly number[];
  /** One more than bounds: what is above the last. */
  readonly counts: number[];
  sum: number;
}

export function createHistogram(bounds: readonly number[]): Histogram {
  return { bounds, counts: new Array<number>(bounds.length + 1).fill(0), sum: 0 };
}

export function observe(histogram: Histogram, value: number): void {
  const { bounds, counts } = histogram;
  let i = 0;
  while (i < bounds.length && value > (bounds[i] as number)) i++;
  counts[i] = (counts[i] as number) + 1;
  histogram.sum += value;
}

export function countOf({ counts }: Histogram): number {
  return counts.reduce((sum, count) => sum + count, 0);
}

/** The value below which this share lies, taken as even between two bounds; undefined without any. */
export function quantile({ bounds, counts }: Histogram, share: number): number | undefined {
  const all = counts.reduce((sum, count) => sum + count, 0);
  if (all === 0) return undefined;
  let below = 0;
  for (const [i, count] of counts.entries()) {
    if (below + count < share * all) {
      below += count;
      continue;
    }
    const [low, high] = [bounds[i - 1] ?? 0, bounds[i] ?? bounds.at(-1) ?? 0];
    return low + (high - low) * ((share * all - below) / Math.max(1, count));
  }
  return bounds.at(-1);
}

export function addHistogram(to: Histogram, from: Histogram): void {
  for (const [i, count] of from.counts.entries()) to.counts[i] = (to.counts[i] ?? 0) + count;
  to.sum += from.sum;
}
