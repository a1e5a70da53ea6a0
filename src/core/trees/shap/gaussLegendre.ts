/** Points and weights on [0, 1]: exact for polynomials of a degree below twice the count. */
export function gaussLegendre(count: number): { readonly points: Float64Array; readonly weights: Float64Array } {
  const points = new Float64Array(count);
  const weights = new Float64Array(count);
  for (let i = 0; i < count; i++) {
    let x = Math.cos((Math.PI * (i + 0.75)) / (count + 0.5));
    let slope = 1;
    for (let step = 0; step < 100; step++) {
      let [value, previous] = [1, 0];
      for (let k = 1; k <= count; k++) [value, previous] = [((2 * k - 1) * x * value - (k - 1) * previous) / k, value];
      slope = (count * (x * value - previous)) / (x * x - 1);
      const change = value / slope;
      x -= change;
      if (Math.abs(change) < 1e-16) break;
    }
    points[i] = (1 - x) / 2;
    weights[i] = 1 / ((1 - x * x) * slope * slope);
  }
  return { points, weights };
}
