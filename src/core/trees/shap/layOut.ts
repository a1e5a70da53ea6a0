import type { ExplainerPlan, Rows, TreeExplanation } from "./treeExplainer";
import type { TreeSums } from "./treeSums";

/** Where results of some rows go, and what they are of. */
export interface Layout {
  readonly plan: ExplainerPlan;
  readonly used: Int32Array;
  /** Columns of a row. */
  readonly columns: number;
  /** The first row. */
  readonly from: number;
}

export function emptyExplanation(
  { forest }: ExplainerPlan,
  { count, stride }: Rows,
  isPairs: boolean,
): TreeExplanation {
  return {
    values: new Float32Array(count * stride * (isPairs ? stride : 1) * forest.outputs),
    predictions: new Float64Array(count * forest.outputs),
  };
}

export function layOut(layout: Layout, mains: TreeSums, pairs: TreeSums | undefined, into: TreeExplanation): void {
  addPredictions(layout, mains, into);
  if (pairs === undefined) layOutValues(layout, mains, into);
  else layOutPairs(layout, pairs, mains, into);
}

/** The base value and the row's values together. */
function addPredictions({ plan, used, from }: Layout, { sums, stride, count }: TreeSums, into: TreeExplanation): void {
  const { forest, baseValues } = plan;
  const { width, outputs, isShare } = forest;
  for (let k = 0; k < width; k++) {
    const output = isShare ? 1 : k;
    const totals = new Float64Array(count).fill(baseValues[output] as number);
    for (let column = 0; column < used.length; column++) {
      const at = (k * used.length + column) * stride;
      for (let row = 0; row < count; row++) totals[row] = (totals[row] as number) + (sums[at + row] as number);
    }
    for (let row = 0; row < count; row++) {
      const place = (from + row) * outputs + output;
      into.predictions[place] = totals[row] as number;
      if (isShare) into.predictions[place - 1] = 1 - (totals[row] as number);
    }
  }
}

/** Of a forest that keeps the second class's share alone, the first class has the negative. */
function layOutValues(
  { plan, used, columns, from }: Layout,
  { sums, stride, count }: TreeSums,
  into: TreeExplanation,
): void {
  const { width, outputs, isShare } = plan.forest;
  const { values } = into;
  for (let k = 0; k < width; k++) {
    const output = isShare ? 1 : k;
    for (let column = 0; column < used.length; column++) {
      let place = (from * columns + (used[column] as number)) * outputs + output;
      const at = (k * used.length + column) * stride;
      for (let row = 0; row < count; row++, place += columns * outputs) {
        const value = sums[at + row] as number;
        values[place] = value;
        if (isShare) values[place - 1] = -value;
      }
    }
  }
}

/** shap splits what two features do together between (i, j) and (j, i); the diagonal has the rest of a feature's value. */
function layOutPairs(
  { plan, used, columns, from }: Layout,
  pairs: TreeSums,
  mains: TreeSums,
  into: TreeExplanation,
): void {
  const { width, outputs, isShare } = plan.forest;
  const { values } = into;
  const count = (used.length * (used.length - 1)) / 2;
  for (let row = 0; row < pairs.count; row++) {
    const start = (from + row) * columns * columns;
    for (let k = 0; k < width; k++) {
      const output = isShare ? 1 : k;
      const set = (i: number, j: number, value: number) => {
        const place = (start + (used[i] as number) * columns + (used[j] as number)) * outputs + output;
        values[place] = value;
        if (isShare) values[place - 1] = -value;
      };
      const rest = Float64Array.from(used, (_, i) => mains.sums[(k * used.length + i) * mains.stride + row] as number);
      for (let high = 1; high < used.length; high++)
        for (let low = 0; low < high; low++) {
          const half = (pairs.sums[(k * count + (high * (high - 1)) / 2 + low) * pairs.stride + row] as number) / 2;
          set(low, high, half);
          set(high, low, half);
          rest[low] = (rest[low] as number) - half;
          rest[high] = (rest[high] as number) - half;
        }
      for (const [i, value] of rest.entries()) set(i, i, value);
    }
  }
}
