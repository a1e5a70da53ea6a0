/** A sum that does not lose small parts beside large ones (Neumaier). */
export function addUp(values: ArrayLike<number>): number {
  let sum = 0;
  let lost = 0;
  for (let at = 0; at < values.length; at++) {
    const value = values[at] as number;
    const next = sum + value;
    lost += Math.abs(sum) >= Math.abs(value) ? sum - next + value : value - next + sum;
    sum = next;
  }
  return Number.isFinite(lost) ? sum + lost : sum;
}

export function mean(values: ArrayLike<number>, weights?: ArrayLike<number>): number {
  if (!weights) return addUp(values) / values.length;
  return addUp(Float64Array.from(values, (value, at) => value * (weights[at] as number))) / addUp(weights);
}
