/** Moves the `count` first of the order to the front and sorts them; the rest stays as it falls. Linear in the whole, for paging through many. */
export function selectFirst(items: Int32Array, count: number, compare: (a: number, b: number) => number): Int32Array {
  if (count < items.length) partition(items, count, compare);
  return items.subarray(0, Math.min(count, items.length)).sort(compare);
}

/** Quickselect with a median of three; falls on halves, so it does not degrade on sorted input. */
function partition(items: Int32Array, count: number, compare: (a: number, b: number) => number): void {
  let low = 0;
  let high = items.length - 1;
  while (low < high) {
    const pivot = medianOf(items, low, high, compare);
    let i = low - 1;
    let j = high + 1;
    for (;;) {
      do i++;
      while (compare(items[i] as number, pivot) < 0);
      do j--;
      while (compare(items[j] as number, pivot) > 0);
      if (i >= j) break;
      swap(items, i, j);
    }
    if (count - 1 <= j) high = j;
    else low = j + 1;
  }
}

function medianOf(items: Int32Array, low: number, high: number, compare: (a: number, b: number) => number): number {
  const a = items[low] as number;
  const b = items[(low + high) >>> 1] as number;
  const c = items[high] as number;
  if (compare(a, b) < 0) {
    if (compare(b, c) < 0) return b;
    return compare(a, c) < 0 ? c : a;
  }
  if (compare(a, c) < 0) return a;
  return compare(b, c) < 0 ? c : b;
}

function swap(items: Int32Array, i: number, j: number): void {
  const held = items[i] as number;
  items[i] = items[j] as number;
  items[j] = held;
}
