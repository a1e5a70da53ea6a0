import { createMersenne } from "../stats/mersenne";
import type { Aligned } from "./pair";

/** Draws are ours: numpy's order cannot be had, so the p-values of these two tests differ from Evidently's by chance. */
const seed = 0;
const variationDraws = 1000;
const discrepancyDraws = 100;
/** Of each side at the most: every value is held against every other. */
const mostValues = 1000;

/** How often a random parting of all rows has at least the total variation distance that was seen. */
export function variationTest({ reference, current }: Aligned): number {
  const [n, m] = [reference, current].map((counts) => counts.reduce((sum, count) => sum + count, 0)) as [
    number,
    number,
  ];
  const distance = (counts: Float64Array) => {
    let sum = 0;
    for (let i = 0; i < counts.length; i++) {
      const all = (reference[i] as number) + (current[i] as number);
      sum += Math.abs((counts[i] as number) / n - (all - (counts[i] as number)) / m);
    }
    return sum / 2;
  };
  const seen = distance(reference);
  const rows = new Int32Array(n + m);
  let at = 0;
  for (let i = 0; i < reference.length; i++) {
    const next = at + (reference[i] as number) + (current[i] as number);
    rows.fill(i, at, next);
    at = next;
  }
  const random = createMersenne(seed);
  let beyond = 0;
  for (let draw = 0; draw < variationDraws; draw++) {
    const counts = new Float64Array(reference.length);
    for (let i = 0; i < n; i++) {
      const j = i + random.upTo(rows.length - 1 - i);
      const taken = rows[j] as number;
      rows[j] = rows[i] as number;
      rows[i] = taken;
      counts[taken] = (counts[taken] as number) + 1;
    }
    if (seen <= distance(counts) + 1e-12) beyond++;
  }
  return beyond / variationDraws;
}

/** The same by the maximum mean discrepancy, its kernel as wide as the reference's values lie apart. */
export function meanDiscrepancyTest(reference: Float64Array, current: Float64Array): number {
  const random = createMersenne(seed);
  const draw = (values: Float64Array) =>
    values.length <= mostValues
      ? values
      : Float64Array.from({ length: mostValues }, () => values[random.upTo(values.length - 1)] as number);
  const [a, b] = [draw(reference), draw(current)];
  const [n, m] = [a.length, b.length];
  const values = new Float64Array(n + m);
  values.set(a);
  values.set(b, n);
  const gamma = 1 / medianSquare(a);
  const kernel = new Float64Array(values.length ** 2);
  for (let i = 0; i < values.length; i++)
    for (let j = 0; j < values.length; j++)
      if (i !== j)
        kernel[i * values.length + j] = Math.exp(-gamma * ((values[i] as number) - (values[j] as number)) ** 2);
  const seen = discrepancy(
    kernel,
    Int32Array.from(values, (_, i) => i),
    n,
  );
  let beyond = 0;
  for (let k = 0; k < discrepancyDraws; k++) if (seen <= discrepancy(kernel, random.permutation(n + m), n)) beyond++;
  return beyond / discrepancyDraws;
}

/** The median of the squares of all distances; 1 where it is nothing. */
function medianSquare(values: Float64Array): number {
  const squares = new Float64Array(values.length ** 2);
  for (let i = 0; i < values.length; i++)
    for (let j = 0; j < values.length; j++)
      squares[i * values.length + j] = ((values[i] as number) - (values[j] as number)) ** 2;
  return squares.sort()[(squares.length - 1) >> 1] || 1;
}

function discrepancy(kernel: Float64Array, order: Int32Array, n: number): number {
  const all = order.length;
  const m = all - n;
  const isFirst = new Uint8Array(all);
  for (let i = 0; i < n; i++) isFirst[order[i] as number] = 1;
  let [first, second, across] = [0, 0, 0];
  for (let i = 0; i < all; i++)
    for (let j = 0; j < all; j++) {
      const value = kernel[i * all + j] as number;
      if (isFirst[i] && isFirst[j]) first += value;
      else if (!isFirst[i] && !isFirst[j]) second += value;
      else across += value;
    }
  return first / (n * (n - 1)) + second / (m * (m - 1)) - across / (n * m);
}
