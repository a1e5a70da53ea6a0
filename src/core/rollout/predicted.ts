import type { Predicted } from "../../shared/deploymentPage";
import type { ObservedByVariant } from "./gates";
import { endsOf, inOrder, quantile, type Sketch } from "./sketch";

const mostBins = 25;

/** What variants predicted, as charts want it: the same even bins for all, or the counts of labels. */
export function predictedOf(observed: ObservedByVariant): Record<string, Predicted> {
  const seen = Object.entries(observed).flatMap(([name, each]) => (each ? ([[name, each]] as const) : []));
  const reach = reachOf(seen.map(([, { predictions }]) => predictions));
  const found: Record<string, Predicted> = Object.create(null);
  for (const [name, { predictions, labels }] of seen) {
    const total = predictions.n + Object.values(labels).reduce((sum, each) => sum + each, 0);
    found[name] = { total, bins: reach && { ...reach, counts: binned(predictions, reach) }, labels };
  }
  return found;
}

interface Reach {
  readonly from: number;
  readonly to: number;
}

/** Probabilities go from 0 to 1; of other numbers a few far ones are left out. */
function reachOf(sketches: readonly Sketch[]): Reach | undefined {
  const ends = sketches.flatMap((each) => {
    const [low, high] = [quantile(each, 0), quantile(each, 1)];
    return low === undefined || high === undefined ? [] : [[low, high] as const];
  });
  if (ends.length === 0) return undefined;
  const [low, high] = [Math.min(...ends.map(([each]) => each)), Math.max(...ends.map(([, each]) => each))];
  if (low >= 0 && high <= 1.01) return { from: 0, to: 1 };
  const inner = sketches.flatMap((each) => [quantile(each, 0.005) ?? low, quantile(each, 0.995) ?? high]);
  const [from, to] = [Math.min(...inner), Math.max(...inner)];
  const room = (to - from) * 0.02 || Math.abs(from) * 0.1 || 0.5;
  return { from: from - room, to: to + room };
}

/** A class of the sketch is wider or narrower than a bin: its count is spread over those that it lies in. */
function binned({ counts }: Sketch, { from, to }: Reach): number[] {
  const bins = new Array<number>(mostBins).fill(0);
  const width = (to - from) / mostBins;
  const binOf = (value: number) => Math.min(mostBins - 1, Math.max(0, Math.floor((value - from) / width)));
  for (const [at, many] of inOrder(counts)) {
    const [low, high] = endsOf(at).map((value) => Math.min(to, Math.max(from, value))) as [number, number];
    const [first, last] = [binOf(low), binOf(high)];
    for (let bin = first; bin <= last; bin++) {
      const overlap = Math.min(high, from + (bin + 1) * width) - Math.max(low, from + bin * width);
      const share = high > low && first !== last ? Math.max(0, overlap) / (high - low) : 1;
      bins[bin] = (bins[bin] as number) + many * share;
    }
  }
  return bins;
}
