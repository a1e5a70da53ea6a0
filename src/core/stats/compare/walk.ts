/** Goes through the values of two sorted samples together: each value once, with how often it stands on either side. */
export function walk(a: Float64Array, b: Float64Array, visit: (value: number, inA: number, inB: number) => void): void {
  let i = 0;
  let j = 0;
  while (i < a.length || j < b.length) {
    const value = i < a.length && (j >= b.length || (a[i] as number) <= (b[j] as number)) ? a[i] : b[j];
    const [startA, startB] = [i, j];
    while (i < a.length && a[i] === value) i++;
    while (j < b.length && b[j] === value) j++;
    visit(value as number, i - startA, j - startB);
  }
}

/** How many values differ, over both. */
export function distinctOf(a: Float64Array, b: Float64Array): number {
  let distinct = 0;
  let i = 0;
  let j = 0;
  while (i < a.length || j < b.length) {
    const value = i < a.length && (j >= b.length || (a[i] as number) <= (b[j] as number)) ? a[i] : b[j];
    while (i < a.length && a[i] === value) i++;
    while (j < b.length && b[j] === value) j++;
    distinct++;
  }
  return distinct;
}

/** The middle value of what lies between places, as numpy's percentile: `share` from 0 to 1. */
export function quantileOf(sorted: Float64Array, share: number): number {
  const place = share * (sorted.length - 1);
  const low = Math.floor(place);
  const [from = Number.NaN, to = from] = [sorted[low], sorted[low + 1]];
  return from + (to - from) * (place - low);
}

/** Both in one, sorted. */
export function pool(a: Float64Array, b: Float64Array): Float64Array {
  const pooled = new Float64Array(a.length + b.length);
  let i = 0;
  let j = 0;
  for (let at = 0; at < pooled.length; at++) {
    const takesA = i < a.length && (j >= b.length || (a[i] as number) <= (b[j] as number));
    pooled[at] = (takesA ? a[i++] : b[j++]) as number;
  }
  return pooled;
}
