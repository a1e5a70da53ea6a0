import { walk } from "./walk";

/** Scholz and Stephens' table for two samples: levels, and the parts of the standardised statistics that stand for them. */
const levels = [0.25, 0.1, 0.05, 0.025, 0.01, 0.005, 0.001];
const table = [
  [0.675, -0.245, -0.105],
  [1.281, 0.25, -0.305],
  [1.645, 0.678, -0.362],
  [1.96, 1.149, -0.391],
  [2.326, 1.822, -0.396],
  [2.573, 2.364, -0.345],
  [3.085, 3.615, -0.154],
];
const limits = table.map(([a = 0, b = 0, c = 0]) => a + b + c);

/** Anderson and Darling's test of two sorted samples, with midranks; the p-value is kept within the table's, .001 and .25. */
export function andersonDarling(reference: Float64Array, current: Float64Array): number {
  const [n, m] = [reference.length, current.length];
  const all = n + m;
  let [sumN, sumM] = [0, 0];
  let [before, beforeN, beforeM] = [0, 0, 0];
  let isOne = true;
  let seen = 0;
  walk(reference, current, (_value, inA, inB) => {
    isOne = ++seen < 2;
    const together = inA + inB;
    const b = before + together / 2;
    const below = b * (all - b) - (all * together) / 4;
    const scale = together / all / below;
    sumN += scale * (all * (beforeN + inA / 2) - b * n) ** 2;
    sumM += scale * (all * (beforeM + inB / 2) - b * m) ** 2;
    before += together;
    beforeN += inA;
    beforeM += inB;
  });
  if (isOne) return Number.NaN;
  const statistic = ((sumN / n + sumM / m) * (all - 1)) / all;
  const standardised = (statistic - 1) / Math.sqrt(varianceOf(n, m));
  if (standardised < (limits[0] as number)) return 0.25;
  if (standardised > (limits.at(-1) as number)) return 0.001;
  const [a, b, c] = parabola;
  return Math.exp((a * standardised + b) * standardised + c);
}

function varianceOf(n: number, m: number): number {
  const [all, k] = [n + m, 2];
  const inverse = 1 / n + 1 / m;
  let h = 0;
  let g = 0;
  for (let i = 2; i < all; i++) {
    h += 1 / (all + 1 - i);
    g += h / i;
  }
  h += 1;
  const a = (4 * g - 6) * (k - 1) + (10 - 6 * g) * inverse;
  const b = (2 * g - 4) * k ** 2 + 8 * h * k + (2 * g - 14 * h - 4) * inverse - 8 * h + 4 * g - 6;
  const c = (6 * h + 2 * g - 2) * k ** 2 + (4 * h - 4 * g + 6) * k + (2 * h - 6) * inverse + 4 * h;
  const d = (2 * h + 6) * k ** 2 - 4 * h * k;
  return (a * all ** 3 + b * all ** 2 + c * all + d) / ((all - 1) * (all - 2) * (all - 3));
}

/** The parabola of least squares through the logarithms of the levels. */
const parabola = fitParabola(limits, levels.map(Math.log));

function fitParabola(x: readonly number[], y: readonly number[]): [number, number, number] {
  const moment = (p: number) => x.reduce((sum, at) => sum + at ** p, 0);
  const against = (p: number) => x.reduce((sum, at, i) => sum + at ** p * (y[i] ?? 0), 0);
  const m = [0, 1, 2, 3, 4].map(moment);
  const rows = [2, 1, 0].map((p) => [m[p + 2], m[p + 1], m[p], against(p)].map((value) => value ?? 0));
  for (let i = 0; i < 3; i++)
    for (let j = 0; j < 3; j++) {
      const [pivot, row] = [rows[i] as number[], rows[j] as number[]];
      const factor = (row[i] as number) / (pivot[i] as number);
      if (i !== j) for (let k = i; k < 4; k++) row[k] = (row[k] as number) - factor * (pivot[k] as number);
    }
  const [a = 0, b = 0, c = 0] = rows.map((row, i) => (row[3] as number) / (row[i] as number));
  return [a, b, c];
}
