import { addExact, createExactCounts, type ExactCounts, exactEntries, mostExact } from "./exactCounts";
import { packCounts, unpackCounts } from "./packCounts";

/**
 * Counts of numbers, in kilobytes however many they are. Up to `mostExact` different ones are counted each by itself;
 * more go into classes that are 0.8 % wide whatever the scale. Two of them can be added.
 */
export interface NumberSketch {
  /** Of numbers, without those that are missing or endless. */
  n: number;
  missing: number;
  endless: number;
  min: number;
  max: number;
  sum: number;
  squares: number;
  isWhole: boolean;
  /** Undefined once there are too many. */
  exact: ExactCounts | undefined;
  /** By sign and power of two, made when they are needed. */
  readonly pages: (Uint32Array | undefined)[];
}

/** Classes of a power of two: the sign, eight bits of exponent and seven of the number say which. */
const pageSize = 128;
const single = new Float32Array(1);
const bits = new Uint32Array(single.buffer);

export function createNumberSketch(): NumberSketch {
  return {
    n: 0,
    missing: 0,
    endless: 0,
    min: Number.POSITIVE_INFINITY,
    max: Number.NEGATIVE_INFINITY,
    sum: 0,
    squares: 0,
    isWhole: true,
    exact: createExactCounts(),
    pages: new Array<undefined>(512).fill(undefined),
  };
}

/** NaN is a missing one. */
export function addNumber(sketch: NumberSketch, value: number): void {
  alone[0] = value;
  addNumbers(sketch, alone, { from: 0, step: 1, rows: 1 });
}

const alone = new Float64Array(1);

export interface Strided {
  readonly from: number;
  readonly step: number;
  readonly rows: number;
}

/** Many at once, at a few nanoseconds each: what is counted stands in registers meanwhile. */
export function addNumbers(sketch: NumberSketch, data: ArrayLike<number>, { from, step, rows }: Strided): void {
  const { pages } = sketch;
  let { n, min, max, sum, squares, isWhole } = sketch;
  for (let row = 0, at = from; row < rows; row++, at += step) {
    const value = data[at] as number;
    if (!(value - value === 0)) {
      if (Number.isNaN(value)) sketch.missing++;
      else sketch.endless++;
      continue;
    }
    n++;
    if (value < min) min = value;
    if (value > max) max = value;
    sum += value;
    squares += value * value;
    if (isWhole && value !== Math.floor(value)) isWhole = false;
    if (sketch.exact === undefined) {
      single[0] = value;
      addAt(pages, (bits[0] as number) >>> 16, 1);
    } else addExactly(sketch, sketch.exact, value, 1);
  }
  sketch.n = n;
  sketch.min = min;
  sketch.max = max;
  sketch.sum = sum;
  sketch.squares = squares;
  sketch.isWhole = isWhole;
}

function addExactly(sketch: NumberSketch, exact: ExactCounts, value: number, count: number): void {
  single[0] = value;
  // -0 is 0, and shall stand where that does
  addExact(exact, value, value === 0 ? 0 : (bits[0] as number), count);
  if (exact.size <= mostExact) return;
  for (const [each, many] of exactEntries(exact)) addToClass(sketch, each, many);
  sketch.exact = undefined;
}

function addToClass({ pages }: NumberSketch, value: number, count: number): void {
  single[0] = value;
  addAt(pages, (bits[0] as number) >>> 16, count);
}

function addAt(pages: NumberSketch["pages"], at: number, count: number): void {
  const page = at >>> 7;
  let counts = pages[page];
  if (counts === undefined) {
    counts = new Uint32Array(pageSize);
    pages[page] = counts;
  }
  const place = at & 127;
  counts[place] = (counts[place] as number) + count;
}

/** Adds the second to the first. */
export function mergeNumbers(into: NumberSketch, from: NumberSketch): void {
  into.n += from.n;
  into.missing += from.missing;
  into.endless += from.endless;
  into.min = Math.min(into.min, from.min);
  into.max = Math.max(into.max, from.max);
  into.sum += from.sum;
  into.squares += from.squares;
  into.isWhole &&= from.isWhole;
  if (from.exact !== undefined)
    for (const [value, count] of exactEntries(from.exact))
      if (into.exact === undefined) addToClass(into, value, count);
      else addExactly(into, into.exact, value, count);
  else {
    for (const [value, count] of into.exact ? exactEntries(into.exact) : []) addToClass(into, value, count);
    into.exact = undefined;
    for (const [at, count] of classesOf(from)) addAt(into.pages, at, count);
  }
}

function* classesOf({ pages }: NumberSketch): Iterable<readonly [at: number, count: number]> {
  for (const [page, counts] of pages.entries()) {
    if (counts === undefined) continue;
    for (let i = 0; i < pageSize; i++) if (counts[i]) yield [page * pageSize + i, counts[i] as number];
  }
}

/** Rising: the numbers of a class lie between `low` and `high`; a number that was counted by itself is both. */
export function stepsOf(
  sketch: NumberSketch,
): { readonly low: number; readonly high: number; readonly count: number }[] {
  if (sketch.exact !== undefined)
    return [...exactEntries(sketch.exact)]
      .sort(([a], [b]) => a - b)
      .map(([value, count]) => ({ low: value, high: value, count }));
  const { min, max } = sketch;
  const steps = [...classesOf(sketch)].map(([at, count]) => {
    const [near, far] = [valueAt(at << 16), valueAt(((at << 16) | 0xffff) >>> 0)];
    const [low, high] = near < far ? [near, far] : [far, near];
    return { low: Math.max(low, min), high: Math.min(high, max), count };
  });
  return steps.sort((a, b) => a.low - b.low);
}

function valueAt(pattern: number): number {
  bits[0] = pattern >>> 0;
  const value = single[0] as number;
  return Number.isFinite(value) ? value : Math.sign(value || 1) * 3.4028234663852886e38;
}

/** The number below which this share of all lies; undefined without any. */
export function quantileOf(sketch: NumberSketch, share: number): number | undefined {
  if (sketch.n === 0) return undefined;
  const wanted = share * sketch.n;
  let seen = 0;
  for (const { low, high, count } of stepsOf(sketch)) {
    if (seen + count >= wanted) return low + (high - low) * Math.min(1, Math.max(0, (wanted - seen) / count));
    seen += count;
  }
  return sketch.max;
}

/** `count` numbers, rising, that lie as those that were counted do. */
export function spread(sketch: NumberSketch, count: number): Float64Array {
  const values = new Float64Array(count);
  const steps = stepsOf(sketch);
  let before = 0;
  let at = 0;
  for (const { low, high, count: many } of steps) {
    const from = at;
    before += many;
    const to = Math.round((before / sketch.n) * count);
    for (; at < to; at++) {
      const value = low + ((high - low) * (at - from + 0.5)) / (to - from);
      values[at] = sketch.isWhole ? Math.round(value) : value;
    }
  }
  return values;
}

/** As it is kept: JSON, a few hundred bytes to a few kilobytes. */
export interface NumberDoc {
  readonly k: "n";
  readonly n: number;
  readonly missing: number;
  readonly endless: number;
  readonly min: number;
  readonly max: number;
  readonly sum: number;
  readonly squares: number;
  readonly whole: boolean;
  readonly exact?: readonly (readonly [number, number])[];
  readonly classes?: string;
}

export function numberDoc(sketch: NumberSketch): NumberDoc {
  const { n, missing, endless, min, max, sum, squares, isWhole, exact } = sketch;
  const counted = exact
    ? { exact: [...exactEntries(exact)].sort(([a], [b]) => a - b) }
    : { classes: packCounts(classesOf(sketch)) };
  return { k: "n", n, missing, endless, min, max, sum, squares, whole: isWhole, ...counted };
}

export function numberSketchOf(doc: NumberDoc): NumberSketch {
  const sketch = createNumberSketch();
  const { n, missing, endless, sum, squares } = doc;
  Object.assign(sketch, { n, missing, endless, sum, squares, isWhole: doc.whole });
  // JSON has no infinity: of none there is no least
  sketch.min = n > 0 ? doc.min : Number.POSITIVE_INFINITY;
  sketch.max = n > 0 ? doc.max : Number.NEGATIVE_INFINITY;
  if (doc.exact) {
    const exact = createExactCounts();
    sketch.exact = exact;
    for (const [value, count] of doc.exact) addExactly(sketch, exact, value, count);
  } else {
    sketch.exact = undefined;
    for (const [at, count] of unpackCounts(doc.classes ?? "")) addAt(sketch.pages, at, count);
  }
  return sketch;
}
