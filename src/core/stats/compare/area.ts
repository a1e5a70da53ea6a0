import { sortNumbers } from "../sortNumbers";

/** The range of all values is parted into so many pieces, by how many values there are. */
const [leastPieces, mostPieces] = [1 << 10, 1 << 15];
const perPiece = 16;
/** Whole numbers within so many are counted one by one. */
const narrow = 1 << 16;

/**
 * The area between the cumulative distributions of two samples in any order. In a piece of the range where one of them stays
 * above the other, the area follows from how many values lie there and their sum; only where they may cross are values sorted.
 */
export function areaBetween(a: Float64Array, b: Float64Array): number {
  const [ofA, ofB] = [rangeOf(a), rangeOf(b)];
  const [least, most] = [Math.min(ofA.least, ofB.least), Math.max(ofA.most, ofB.most)];
  const range = most - least;
  if (range === 0) return 0;
  if (ofA.isWhole && ofB.isWhole && range < narrow) return countedArea(a, b, least, range + 1);
  let pieces = leastPieces;
  while (pieces < mostPieces && pieces * perPiece < a.length + b.length) pieces *= 2;
  const parting: Parting = { least, width: range / pieces, scale: pieces / range, pieces: pieces + 1 };
  if (!(parting.scale > 0 && Number.isFinite(parting.scale))) return sortedArea(sortNumbers(a), sortNumbers(b));
  const [inA, inB] = [fill(a, parting), fill(b, parting)];
  const crossed = new Uint8Array(parting.pieces);
  const { area, crossings } = sumPieces([inA, a.length], [inB, b.length], parting, crossed);
  if (crossings === 0) return area;
  return area + crossedArea([a, inA], [b, inB], parting, crossed);
}

interface Parting {
  readonly least: number;
  readonly width: number;
  readonly scale: number;
  /** One more than parts of the range: the largest value has its own. */
  readonly pieces: number;
}

interface Filled {
  readonly counts: Int32Array;
  /** Of the distances from the least value. */
  readonly sums: Float64Array;
}

interface Range {
  readonly least: number;
  readonly most: number;
  readonly isWhole: boolean;
}

function rangeOf(values: Float64Array): Range {
  let least = values[0] as number;
  let most = least;
  let isWhole = true;
  for (let i = 0; i < values.length; i++) {
    const value = values[i] as number;
    if (value < least) least = value;
    if (value > most) most = value;
    if (isWhole && value !== Math.floor(value)) isWhole = false;
  }
  return { least, most, isWhole };
}

/** Of whole numbers that lie close together. */
function countedArea(a: Float64Array, b: Float64Array, least: number, range: number): number {
  const [inA, inB] = [a, b].map((values) => {
    const counts = new Int32Array(range);
    for (let i = 0; i < values.length; i++) {
      const at = (values[i] as number) - least;
      counts[at] = (counts[at] as number) + 1;
    }
    return counts;
  }) as [Int32Array, Int32Array];
  let [area, before, beforeB] = [0, 0, 0];
  for (let i = 0; i < range - 1; i++) {
    before += inA[i] as number;
    beforeB += inB[i] as number;
    area += Math.abs(before / a.length - beforeB / b.length);
  }
  return area;
}

function fill(values: Float64Array, { least, scale, pieces }: Parting): Filled {
  const counts = new Int32Array(pieces);
  const sums = new Float64Array(pieces);
  for (let i = 0; i < values.length; i++) {
    const off = (values[i] as number) - least;
    const at = (off * scale) | 0;
    counts[at] = (counts[at] as number) + 1;
    sums[at] = (sums[at] as number) + off;
  }
  return { counts, sums };
}

type Side = readonly [Filled, number];

function sumPieces([a, n]: Side, [b, m]: Side, { width, pieces }: Parting, crossed: Uint8Array) {
  let [area, before, beforeB, crossings] = [0, 0, 0, 0];
  for (let i = 0; i < pieces; i++) {
    const [inA, inB] = [a.counts[i] as number, b.counts[i] as number];
    const apart = before / n - beforeB / m;
    if (inA === 0 && inB === 0) area += i < pieces - 1 ? Math.abs(apart) * width : 0;
    else if (apart - inB / m >= 0 || apart + inA / n <= 0) {
      const end = Math.min(i + 1, pieces - 1) * width;
      const wide = i < pieces - 1 ? width : 0;
      area += Math.abs(
        apart * wide + (inA * end - (a.sums[i] as number)) / n - (inB * end - (b.sums[i] as number)) / m,
      );
    } else {
      crossed[i] = 1;
      crossings++;
    }
    before += inA;
    beforeB += inB;
  }
  return { area, crossings };
}

type Whole = readonly [Float64Array, Filled];

function crossedArea([a, inA]: Whole, [b, inB]: Whole, parting: Parting, crossed: Uint8Array): number {
  const [someA, someB] = [taken(a, parting, crossed), taken(b, parting, crossed)];
  const [n, m] = [a.length, b.length];
  let [area, before, beforeB, i, j] = [0, 0, 0, 0, 0];
  for (let piece = 0; piece < parting.pieces; piece++) {
    const [endA, endB] = [before + (inA.counts[piece] as number), beforeB + (inB.counts[piece] as number)];
    if (crossed[piece]) {
      let last = piece * parting.width;
      while (before < endA || beforeB < endB) {
        const isA = before < endA && (beforeB >= endB || (someA[i] as number) <= (someB[j] as number));
        const next = (isA ? someA[i++] : someB[j++]) as number;
        area += Math.abs(before / n - beforeB / m) * (next - last);
        last = next;
        if (isA) before++;
        else beforeB++;
      }
      const end = Math.min(piece + 1, parting.pieces - 1) * parting.width;
      area += Math.abs(before / n - beforeB / m) * Math.max(0, end - last);
    }
    before = endA;
    beforeB = endB;
  }
  return area;
}

/** Sorted distances from the least value, of the pieces where the distributions may cross. */
function taken(values: Float64Array, { least, scale }: Parting, crossed: Uint8Array): Float64Array {
  const some = new Float64Array(values.length);
  let count = 0;
  for (let i = 0; i < values.length; i++) {
    const off = (values[i] as number) - least;
    if (crossed[(off * scale) | 0]) some[count++] = off;
  }
  return sortNumbers(some.subarray(0, count));
}

/** The same from sorted samples; or that of its square. */
export function sortedArea(a: Float64Array, b: Float64Array, isSquared = false): number {
  const [n, m] = [a.length, b.length];
  let i = 0;
  let j = 0;
  let area = 0;
  let last = Math.min(a[0] as number, b[0] as number);
  while (i < n || j < m) {
    const [x, y] = [
      i < n ? (a[i] as number) : Number.POSITIVE_INFINITY,
      j < m ? (b[j] as number) : Number.POSITIVE_INFINITY,
    ];
    const next = x < y ? x : y;
    if (next !== last) {
      const apart = i / n - j / m;
      area += (isSquared ? apart * apart : Math.abs(apart)) * (next - last);
      last = next;
    }
    if (x <= y) i++;
    if (y <= x) j++;
  }
  return area;
}
