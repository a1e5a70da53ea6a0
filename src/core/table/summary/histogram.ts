export interface PairedHistogram {
  readonly from: number;
  readonly to: number;
  /** Shares of one, a bin each; of no values at all they are 0. */
  readonly before: readonly number[];
  readonly after: readonly number[];
}

const mostBins = 24;

/** Both over the same bins, so that they can be laid one over the other. Undefined where there is nothing to show. */
export function pairHistograms(
  before: Float64Array,
  after: Float64Array,
  { from, to, isWhole }: { readonly from: number; readonly to: number; readonly isWhole: boolean },
): PairedHistogram | undefined {
  if (!Number.isFinite(from) || !Number.isFinite(to)) return undefined;
  // a bin a value, of few whole numbers
  const few = isWhole && to - from < mostBins;
  const start = few ? from - 0.5 : from;
  const end = few ? to + 0.5 : to > from ? to : from + 1;
  const bins = few ? to - from + 1 : mostBins;
  const shares = (values: Float64Array): number[] => {
    const counts = new Array<number>(bins).fill(0);
    for (const value of values) {
      const bin = Math.min(bins - 1, Math.max(0, Math.floor(((value - start) / (end - start)) * bins)));
      counts[bin] = (counts[bin] as number) + 1;
    }
    return counts.map((count) => (values.length === 0 ? 0 : count / values.length));
  };
  return { from: start, to: end, before: shares(before), after: shares(after) };
}
