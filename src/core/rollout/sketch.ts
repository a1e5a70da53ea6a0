/**
 * Counts of numbers in fixed classes that grow by 2 %, to both sides of zero: quantiles are right to 1 % whatever the
 * scale, and two of them can be compared or added. Plain data.
 */
export interface Sketch {
  n: number;
  /** By class, in the order of the numbers. Classes without any are not there. */
  readonly counts: Record<number, number>;
}

const growth = Math.log(1.02);
const smallest = 1e-12;
const largest = 1e12;
const side = Math.ceil(Math.log(largest / smallest) / growth) + 1;

export function createSketch(): Sketch {
  return { n: 0, counts: {} };
}

/** What is no number is not counted. */
export function count(sketch: Sketch, value: number): void {
  if (Number.isNaN(value)) return;
  const at = classOf(value);
  sketch.n++;
  sketch.counts[at] = (sketch.counts[at] ?? 0) + 1;
}

/** Zero, and what is as good as zero, stands in the middle. */
function classOf(value: number): number {
  const size = Math.min(Math.abs(value), largest);
  if (size <= smallest) return side;
  const distance = Math.ceil(Math.log(size / smallest) / growth);
  return value > 0 ? side + distance : side - distance;
}

/** The numbers that a class holds. */
export function endsOf(at: number): readonly [low: number, high: number] {
  const distance = Math.abs(at - side);
  if (distance === 0) return [0, 0];
  const [near, far] = [smallest * Math.exp(growth * (distance - 1)), smallest * Math.exp(growth * distance)];
  return at > side ? [near, far] : [-far, -near];
}

/** The number in the middle of a class. */
function middleOf(at: number): number {
  const distance = Math.abs(at - side);
  if (distance === 0) return 0;
  return Math.sign(at - side) * smallest * Math.exp(growth * (distance - 0.5));
}

/** The number below which this share of all lies; undefined without any. */
export function quantile({ n, counts }: Sketch, share: number): number | undefined {
  if (n === 0) return undefined;
  const wanted = Math.max(1, Math.ceil(share * n));
  let seen = 0;
  let last = side;
  for (const [at, many] of inOrder(counts)) {
    seen += many;
    last = at;
    if (seen >= wanted) break;
  }
  return middleOf(last);
}

/** Integer keys come in rising order by themselves. */
export function inOrder(counts: Readonly<Record<number, number>>): [number, number][] {
  return Object.entries(counts).map(([at, many]) => [Number(at), many]);
}
