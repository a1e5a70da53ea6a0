/** From 1 on; those that are equal share the mean of their ranks. Without NaN. */
export function ranks(values: Float64Array): Float64Array {
  const n = values.length;
  const order = new Uint32Array(n);
  for (let i = 0; i < n; i++) order[i] = i;
  order.sort((a, b) => (values[a] as number) - (values[b] as number) || 0);
  const found = new Float64Array(n);
  for (let from = 0; from < n; ) {
    const value = values[order[from] as number];
    let to = from + 1;
    while (to < n && values[order[to] as number] === value) to++;
    const rank = (from + 1 + to) / 2;
    for (let i = from; i < to; i++) found[order[i] as number] = rank;
    from = to;
  }
  return found;
}
