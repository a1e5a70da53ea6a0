/** Values by their place in order, without sorting all of them where few are asked for. Reorders what it is given; no NaN in it. */
export type Ranks = (place: number) => number;

/** From so many on sorting is less work. */
const many = 24;

export function ranksOf(values: Float64Array): Ranks {
  const known = new Map<number, number>();
  let isSorted = values.length < 1000;
  if (isSorted) values.sort();
  return (place) => {
    if (isSorted) return values[place] as number;
    const before = known.get(place);
    if (before !== undefined) return before;
    if (known.size >= many) {
      values.sort();
      isSorted = true;
      return values[place] as number;
    }
    const found = select(values, place);
    known.set(place, found);
    return found;
  };
}

/** Hoare's selection, with the middle of three as what is compared with. */
function select(values: Float64Array, place: number): number {
  let [low, high] = [0, values.length - 1];
  while (low < high) {
    const [a, b, c] = [values[low] as number, values[(low + high) >> 1] as number, values[high] as number];
    const pivot = Math.max(Math.min(a, b), Math.min(Math.max(a, b), c));
    let [i, j] = [low, high];
    while (i <= j) {
      while ((values[i] as number) < pivot) i++;
      while ((values[j] as number) > pivot) j--;
      if (i > j) break;
      const swapped = values[i] as number;
      values[i++] = values[j] as number;
      values[j--] = swapped;
    }
    if (place <= j) high = j;
    else if (place >= i) low = i;
    else return values[place] as number;
  }
  return values[place] as number;
}
