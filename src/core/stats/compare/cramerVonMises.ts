import { logGamma } from "../special";
import { walk } from "./walk";

/** Up to so many on either side the p-value is counted out. */
const countedUpTo = 20;
/** Terms below this end the series of the limit's distribution. */
const small = 1e-7;

/** Cramér and von Mises' test of two sorted samples of two values or more. */
export function cramerVonMises(reference: Float64Array, current: Float64Array): number {
  const [n, m] = [reference.length, current.length];
  let [rank, i, j] = [0, 0, 0];
  let [sumN, sumM] = [0, 0];
  walk(reference, current, (_value, inA, inB) => {
    const middle = rank + (inA + inB + 1) / 2;
    for (let k = 0; k < inA; k++) sumN += (middle - ++i) ** 2;
    for (let k = 0; k < inB; k++) sumM += (middle - ++j) ** 2;
    rank += inA + inB;
  });
  const u = n * sumN + m * sumM;
  if (Math.max(n, m) <= countedUpTo) return countedP(u, n, m);
  const [k, all] = [n * m, n + m];
  const t = u / (k * all) - (4 * k - 1) / (6 * all);
  const expected = (1 + 1 / all) / 6;
  const variance = ((all + 1) * (4 * k * all - 3 * (n ** 2 + m ** 2) - 2 * k)) / (45 * all ** 2 * 4 * k);
  const moved = 1 / 6 + (t - expected) / Math.sqrt(45 * variance);
  return moved < 0.003 ? 1 : Math.max(0, 1 - limitBelow(moved));
}

/** P(T ≥ t) over all orders of n and m values: Anderson's recursion, with how many orders lead to each sum. */
function countedP(u: number, n: number, m: number): number {
  const lcm = (n * m) / gcd(n, m);
  const [a, b] = [lcm / n, lcm / m];
  const mn = n * m;
  const limit = Math.floor((lcm ** 2 * (n + m) * (6 * u - mn * (4 * mn - 1))) / (6 * mn ** 2));
  // by how many of the first sample came
  let ways: Map<number, number>[] = Array.from({ length: n + 1 }, () => new Map<number, number>());
  for (let y = 0; y <= m; y++) {
    const next: Map<number, number>[] = [];
    let left = new Map<number, number>();
    for (let x = 0; x <= n; x++) {
      const step = (a * x - b * y) ** 2;
      const here = new Map<number, number>();
      const add = (from: ReadonlyMap<number, number>) => {
        for (const [sum, count] of from) here.set(sum + step, (here.get(sum + step) ?? 0) + count);
      };
      if (x === 0 && y === 0) here.set(0, 1);
      add(left);
      add(ways[x] as Map<number, number>);
      next.push(here);
      left = here;
    }
    ways = next;
  }
  let [beyond, all] = [0, 0];
  for (const [sum, count] of ways[n] as Map<number, number>) {
    all += count;
    if (sum >= limit) beyond += count;
  }
  return beyond / all;
}

function gcd(a: number, b: number): number {
  return b === 0 ? a : gcd(b, a % b);
}

/** The limit's distribution by Csörgő and Faraway's series. */
function limitBelow(x: number): number {
  let sum = 0;
  for (let k = 0; ; k++) {
    const y = 4 * k + 1;
    const u = Math.exp(logGamma(k + 0.5) - logGamma(k + 1)) / (Math.PI ** 1.5 * Math.sqrt(x));
    const term = u * Math.sqrt(y) * besselQuarter(y ** 2 / (16 * x));
    sum += term;
    if (Math.abs(term) < small) return sum;
  }
}

/** e^−q K_¼(q): its integral, whose ends fall so fast that equal steps are as good as exact. */
function besselQuarter(q: number): number {
  const step = 1 / 16;
  let sum = Math.exp(-2 * q) / 2;
  for (let t = step; ; t += step) {
    const part = Math.exp(-q * (1 + Math.cosh(t))) * Math.cosh(t / 4);
    sum += part;
    if (part <= sum * 1e-18) return sum * step;
  }
}
