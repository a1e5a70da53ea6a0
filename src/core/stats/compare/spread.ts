/** Mean and the mean of squared distances from it, in two passes so that no digits are lost far from zero. */
export function spreadOf(values: Float64Array): { readonly mean: number; readonly variance: number } {
  const n = values.length;
  let sum = 0;
  for (let i = 0; i < n; i++) sum += values[i] as number;
  const rough = sum / n;
  let off = 0;
  for (let i = 0; i < n; i++) off += (values[i] as number) - rough;
  const mean = rough + off / n;
  let squares = 0;
  for (let i = 0; i < n; i++) squares += ((values[i] as number) - mean) ** 2;
  return { mean, variance: squares / n };
}
