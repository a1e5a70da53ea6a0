import { addUp } from "./sums";

export interface Confusion {
  readonly size: number;
  /** Rows (or their weights) that are of class a and were answered b, at a · size + b. */
  readonly cells: Float64Array;
  readonly total: number;
}

export interface ClassRates {
  readonly precision: number;
  readonly recall: number;
  readonly f1: number;
  readonly support: number;
}

export function countConfusion(
  actual: Int32Array,
  predicted: Int32Array,
  size: number,
  weights?: Float64Array,
): Confusion {
  const cells = new Float64Array(size * size);
  for (let row = 0; row < actual.length; row++) {
    const at = (actual[row] as number) * size + (predicted[row] as number);
    cells[at] = (cells[at] as number) + (weights ? (weights[row] as number) : 1);
  }
  return { size, cells, total: addUp(cells) };
}

export function rowsOf({ cells, size }: Confusion): number[][] {
  return Array.from({ length: size }, (_, a) => [...cells.subarray(a * size, (a + 1) * size)]);
}

interface Marginals {
  readonly hit: Float64Array;
  readonly actual: Float64Array;
  readonly predicted: Float64Array;
}

function marginals({ cells, size }: Confusion): Marginals {
  const sums = { hit: new Float64Array(size), actual: new Float64Array(size), predicted: new Float64Array(size) };
  for (let a = 0; a < size; a++)
    for (let b = 0; b < size; b++) {
      const count = cells[a * size + b] as number;
      sums.actual[a] = (sums.actual[a] as number) + count;
      sums.predicted[b] = (sums.predicted[b] as number) + count;
      if (a === b) sums.hit[a] = count;
    }
  return sums;
}

/** Nothing of nothing is 0, as sklearn has it. */
export function share(part: number, whole: number): number {
  return whole === 0 ? 0 : part / whole;
}

export function classRates(confusion: Confusion): ClassRates[] {
  const { hit, actual, predicted } = marginals(confusion);
  return Array.from(hit, (right, at) => {
    const [is, said] = [actual[at] as number, predicted[at] as number];
    return { precision: share(right, said), recall: share(right, is), f1: share(2 * right, is + said), support: is };
  });
}

/** Of all classes that occur on either side. */
export function averagedRates(confusion: Confusion): Record<string, number> {
  const { hit, actual, predicted } = marginals(confusion);
  const rates = classRates(confusion).filter((_, at) => (actual[at] as number) + (predicted[at] as number) > 0);
  const accuracy = share(addUp(hit), confusion.total);
  const named: Record<string, number> = {};
  for (const figure of ["precision", "recall", "f1"] as const) {
    named[`${figure}_macro`] = share(addUp(rates.map((rate) => rate[figure])), rates.length);
    named[`${figure}_micro`] = accuracy;
    named[`${figure}_weighted`] = share(addUp(rates.map((rate) => rate[figure] * rate.support)), confusion.total);
  }
  return named;
}

export function accuracy(confusion: Confusion): number {
  return share(addUp(marginals(confusion).hit), confusion.total);
}

/** Mean recall of the classes that have rows. */
export function balancedAccuracy(confusion: Confusion): number {
  const recalls = classRates(confusion).filter(({ support }) => support > 0);
  return share(addUp(recalls.map(({ recall }) => recall)), recalls.length);
}

/** Matthews: 1 all right, 0 no better than chance. */
export function matthews(confusion: Confusion): number {
  const { hit, actual, predicted } = marginals(confusion);
  const n = confusion.total;
  const dot = (a: Float64Array, b: Float64Array) => addUp(a.map((value, at) => value * (b[at] as number)));
  const together = n * addUp(hit) - dot(actual, predicted);
  const spread = (n * n - dot(predicted, predicted)) * (n * n - dot(actual, actual));
  return spread === 0 ? 0 : together / Math.sqrt(spread);
}

/** Cohen's agreement beyond chance; NaN where chance alone agrees wholly. */
export function kappa(confusion: Confusion): number {
  const { hit, actual, predicted } = marginals(confusion);
  const n = confusion.total;
  const chance = addUp(actual.map((value, at) => value * (predicted[at] as number))) / (n * n);
  return (addUp(hit) / n - chance) / (1 - chance);
}
