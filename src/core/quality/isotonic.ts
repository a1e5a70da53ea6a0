/** A rising function through points, flat beyond its ends. */
export interface Rising {
  readonly from: Float64Array;
  readonly to: Float64Array;
}

/** What share of rows came true at each probability, kept rising (pool adjacent violators, as sklearn's IsotonicRegression). */
export function fitRising(scores: Float64Array, hits: Uint8Array): Rising {
  const order = Uint32Array.from(scores, (_, row) => row).sort((a, b) => (scores[a] as number) - (scores[b] as number));
  const blocks: { low: number; high: number; sum: number; weight: number }[] = [];
  const join = () => {
    for (;;) {
      const [before, last] = [blocks[blocks.length - 2], blocks[blocks.length - 1]];
      if (!before || !last || before.sum / before.weight < last.sum / last.weight) return;
      blocks.length -= 2;
      blocks.push({
        low: before.low,
        high: last.high,
        sum: before.sum + last.sum,
        weight: before.weight + last.weight,
      });
    }
  };
  for (let at = 0; at < order.length; ) {
    const score = scores[order[at] as number] as number;
    let [sum, weight] = [0, 0];
    for (; at < order.length && scores[order[at] as number] === score; at++) {
      sum += hits[order[at] as number] as number;
      weight++;
    }
    blocks.push({ low: score, high: score, sum, weight });
    join();
  }
  const points = blocks.flatMap(({ low, high, sum, weight }) =>
    (low === high ? [low] : [low, high]).map((from) => [from, sum / weight] as const),
  );
  return { from: Float64Array.from(points, ([from]) => from), to: Float64Array.from(points, ([, to]) => to) };
}

export function applyRising({ from, to }: Rising, score: number): number {
  const last = from.length - 1;
  if (last < 0) return score;
  if (score <= (from[0] as number)) return to[0] as number;
  if (score >= (from[last] as number)) return to[last] as number;
  let [low, high] = [0, last];
  while (high - low > 1) {
    const middle = (low + high) >> 1;
    if ((from[middle] as number) <= score) low = middle;
    else high = middle;
  }
  const [x0, x1, y0, y1] = [from[low], from[high], to[low], to[high]] as [number, number, number, number];
  return y0 + ((y1 - y0) * (score - x0)) / (x1 - x0);
}
