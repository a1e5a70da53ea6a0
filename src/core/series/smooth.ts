/** Debiased exponential moving average. `weight` 0 returns the values as they are, 0.99 is nearly flat. */
export function smooth(values: Float64Array, weight: number): Float64Array {
  const smoothed = new Float64Array(values.length);
  let sum = 0;
  let mass = 0;
  for (let i = 0; i < values.length; i++) {
    const value = values[i] as number;
    if (value - value !== 0) {
      smoothed[i] = value; // a gap stays a gap
      continue;
    }
    sum = sum * weight + value;
    mass = mass * weight + 1;
    smoothed[i] = sum / mass;
  }
  return smoothed;
}
