/** A thing on a line: where it would like its middle to be, how much that matters, and how much room it takes. */
export interface Wish {
  readonly at: number;
  readonly weight: number;
  readonly size: number;
}

/**
 * Where the middles come to lie: in their order, `gap` apart, and as near to where they would like to be as that allows
 * (least squares, by pooling neighbours that push each other).
 */
export function setApart(wishes: readonly Wish[], gap: (i: number) => number): number[] {
  const offsets: number[] = [];
  const pools: { sum: number; weight: number; count: number }[] = [];
  for (const [i, { at, weight, size }] of wishes.entries()) {
    const last = wishes[i - 1];
    offsets.push(last === undefined ? 0 : (offsets[i - 1] as number) + (last.size + size) / 2 + gap(i));
    let pool = { sum: (at - (offsets[i] as number)) * weight, weight, count: 1 };
    for (let under = pools.at(-1); under && under.sum / under.weight > pool.sum / pool.weight; under = pools.at(-1)) {
      pools.pop();
      pool = { sum: under.sum + pool.sum, weight: under.weight + pool.weight, count: under.count + pool.count };
    }
    pools.push(pool);
  }
  const middles: number[] = [];
  for (const { sum, weight, count } of pools)
    for (let k = 0; k < count; k++) middles.push(sum / weight + (offsets[middles.length] as number));
  return middles;
}
