import type { ThresholdRow } from "../../shared/quality";
import { share } from "./confusion";
import type { Ranking } from "./ranking";

/** What selecting from a probability on would give, every 0.05. */
export function thresholdTable(ranking: Ranking): ThresholdRow[] {
  return Array.from({ length: 21 }, (_, at) => thresholdRow(ranking, at / 20));
}

export function thresholdRow({ thresholds, hits, misses }: Ranking, threshold: number): ThresholdRow {
  const [inside, outside] = [hits[hits.length - 1] ?? 0, misses[misses.length - 1] ?? 0];
  const at = lastNotBelow(thresholds, threshold);
  const [hit, miss] = at < 0 ? [0, 0] : [hits[at] as number, misses[at] as number];
  const precision = share(hit, hit + miss);
  const recall = share(hit, inside);
  return {
    threshold,
    selected: hit + miss,
    accuracy: share(hit + outside - miss, inside + outside),
    precision,
    recall,
    f1: share(2 * hit, hit + miss + inside),
    fpr: share(miss, outside),
  };
}

/** Thresholds fall. -1 where all lie below. */
function lastNotBelow(thresholds: Float64Array, wanted: number): number {
  let [low, high] = [0, thresholds.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((thresholds[middle] as number) >= wanted) low = middle + 1;
    else high = middle;
  }
  return low - 1;
}
