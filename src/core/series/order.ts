/** How to put the keys into ascending order, equal ones as they stand; undefined when they are in it. */
export function ascending(keys: Float64Array): Uint32Array | undefined {
  let i = 1;
  while (i < keys.length && (keys[i] as number) >= (keys[i - 1] as number)) i++;
  if (i >= keys.length) return undefined;
  const order = Uint32Array.from(keys, (_, place) => place);
  return order.sort((a, b) => (keys[a] as number) - (keys[b] as number) || a - b);
}

export function inThatOrder(values: Float64Array, order: Uint32Array | undefined): Float64Array {
  return order ? Float64Array.from(order, (place) => values[place] as number) : values;
}
