/** The place of the first that is not below. `x` is ascending. */
export function firstAtLeast(x: ArrayLike<number>, wanted: number): number {
  let low = 0;
  let high = x.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((x[middle] as number) < wanted) low = middle + 1;
    else high = middle;
  }
  return low;
}

/** The place nearest to a value; −1 when there is none. `x` is ascending. */
export function nearest(x: ArrayLike<number>, wanted: number): number {
  if (x.length === 0) return -1;
  const right = Math.min(firstAtLeast(x, wanted), x.length - 1);
  const left = Math.max(0, right - 1);
  return wanted - (x[left] as number) < (x[right] as number) - wanted ? left : right;
}

/** What a line says at x: its nearest point, unless x lies beyond the line's ends by more than `slack`. */
export function readAt(x: ArrayLike<number>, wanted: number, slack: number): number {
  const place = nearest(x, wanted);
  if (place < 0) return -1;
  const found = x[place] as number;
  const isBeyond = wanted < (x[0] as number) || wanted > (x[x.length - 1] as number);
  return isBeyond && Math.abs(found - wanted) > slack ? -1 : place;
}
