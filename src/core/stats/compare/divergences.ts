type Shares = readonly number[] | Float64Array;

/** The root of the Jensen-Shannon divergence, natural logarithm. Sides need not sum to one. */
export function jensenShannon(reference: Shares, current: Shares): number {
  const [p, q] = [normalised(reference), normalised(current)];
  let sum = 0;
  for (let i = 0; i < p.length; i++) {
    const [x, y] = [p[i] as number, q[i] as number];
    const middle = (x + y) / 2;
    sum += relative(x, middle) + relative(y, middle);
  }
  return Math.sqrt(Math.max(0, sum) / 2);
}

/** Both without zeros: see `withoutZeros`. */
export function populationStability(reference: Shares, current: Shares): number {
  let sum = 0;
  for (let i = 0; i < reference.length; i++) {
    const [r, c] = [reference[i] as number, current[i] as number];
    sum += (r - c) * Math.log(r / c);
  }
  return sum;
}

/** Kullback and Leibler's, of the reference from the current. */
export function kullbackLeibler(reference: Shares, current: Shares): number {
  const [p, q] = [normalised(reference), normalised(current)];
  let sum = 0;
  for (let i = 0; i < p.length; i++) sum += relative(p[i] as number, q[i] as number);
  return sum;
}

/** `overlap` is the sum of the roots of the products of shares. */
export function hellinger(overlap: number): number {
  return Math.sqrt(1 - Math.min(1, Math.max(0, overlap)));
}

/** A share of zero becomes 0.0001, or a millionth of the smallest where that is not larger; a logarithm could not do with zero. */
export function withoutZeros(shares: Float64Array): Float64Array {
  const least = shares.reduce((so, share) => (share !== 0 && share < so ? share : so), Number.POSITIVE_INFINITY);
  const instead = least <= 0.0001 ? least / 1e6 : 0.0001;
  return shares.map((share) => (share === 0 ? instead : share));
}

function relative(x: number, y: number): number {
  return x > 0 ? x * Math.log(x / y) : 0;
}

function normalised(shares: Shares): Float64Array {
  const made = Float64Array.from(shares);
  let sum = 0;
  for (const share of made) sum += share;
  return made.map((share) => share / sum);
}
