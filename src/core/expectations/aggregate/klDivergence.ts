import type { FrameColumn } from "../../frame/frame";
import { cellOf, finite } from "../cells";
import { columnOf, type Domain, presentRows } from "../domain";
import { groupRows } from "../groups";
import type { Kwargs } from "../kwargs";
import { type Outcome, unable } from "../outcome";
import { pythonText } from "../text/pythonText";
import { compareText } from "./compareText";
import { gather, pairwiseSum, quantileOf } from "./numbers";
import { ranksOf } from "./ranks";

/** Shares of values, or of bins (with what lies outside of them). */
interface Partition {
  readonly weights: readonly number[];
  readonly values?: readonly unknown[];
  readonly bins?: readonly number[];
  readonly tail_weights?: readonly number[];
}

/** How far the values of a column are from a partition, against a threshold. */
export function klDivergence(domain: Domain, kwargs: Kwargs): Outcome {
  const column = columnOf(domain, kwargs.text("column"));
  const rows = presentRows(domain, column);
  const bucketize = kwargs.has("bucketize_data") ? kwargs.flag("bucketize_data") : true;
  const given = kwargs.any("partition_object") as Partition | undefined;
  if (given !== undefined && !isValues(given) && !isBins(given)) return unable("Invalid partition_object provided");
  const partition = given ?? (bucketize ? ownBins(column, rows) : ownValues(column, rows));
  if (kwargs.has("threshold") && kwargs.number("threshold") < 0)
    return unable("Threshold must be specified, greater than or equal to zero.");
  if (holdout(kwargs, "tail") !== 0 && partition.tail_weights)
    return unable("tail_weight_holdout must be 0 when using tail_weights in partition object");
  if (isValues(partition)) return ofValues(column, rows, partition, kwargs);
  if (!bucketize)
    return unable(
      "KL Divergence cannot be computed with a continuous partition object and the bucketize_data parameter set to false.",
    );
  return ofBins(column, rows, partition, kwargs);
}

function holdout(kwargs: Kwargs, which: "tail" | "internal"): number {
  const name = `${which}_weight_holdout`;
  return kwargs.has(name) ? kwargs.number(name) : 0;
}

const total = (values: readonly number[]) => pairwiseSum((i) => values[i] as number, 0, values.length);
const isOne = (value: number) => Math.abs(value - 1) <= 1e-8 + 1e-5;

function isValues({ values, weights }: Partition): boolean {
  return Array.isArray(values) && Array.isArray(weights) && values.length === weights.length && isOne(total(weights));
}

function isBins({ bins, weights, tail_weights: tails }: Partition): boolean {
  if (!Array.isArray(bins) || !Array.isArray(weights) || (tails !== undefined && tails.length !== 2)) return false;
  const isRising = bins.every((each, i) => i === 0 || each > (bins[i - 1] as number));
  return bins.length === weights.length + 1 && isRising && isOne(total([...(tails ?? []), ...weights]));
}

/** Both are brought to a sum of one first. */
function entropy(observed: readonly number[], expected: readonly number[]): number {
  const [p, q] = [total(observed), total(expected)];
  return total(
    observed.map((each, i) => {
      const [x, y] = [each / p, (expected[i] as number) / q];
      return x > 0 && y > 0
        ? x * Math.log(x / y)
        : x === 0 && y >= 0
          ? 0
          : Number.isNaN(x + y)
            ? Number.NaN
            : Number.POSITIVE_INFINITY;
    }),
  );
}

function outcome(divergence: number, kwargs: Kwargs, details: unknown): Outcome {
  const success = !kwargs.has("threshold") || divergence <= kwargs.number("threshold");
  return { success, result: { observed_value: Number.isFinite(divergence) ? divergence : null, details } };
}

/** Each value with its share of those that are there, in their own order. */
function ownValues(column: FrameColumn, rows: Int32Array): Partition & { values: readonly unknown[] } {
  const { first, counts } = groupRows(column, rows);
  const found = first.map((row, i) => ({ value: cellOf(column, row), share: (counts[i] as number) / rows.length }));
  const isText = found.some(({ value }) => typeof value === "string");
  found.sort((a, b) =>
    isText ? compareText(pythonText(a.value), pythonText(b.value)) : Number(a.value) - Number(b.value),
  );
  return { values: found.map(({ value }) => value), weights: found.map(({ share }) => share) };
}

const keyOf = (value: unknown) => (typeof value === "boolean" ? Number(value) : value);

function ofValues(column: FrameColumn, rows: Int32Array, partition: Partition, kwargs: Kwargs): Outcome {
  if (holdout(kwargs, "internal") > 0) return unable("Internal weight holdout cannot be used for discrete data.");
  const tail = holdout(kwargs, "tail");
  const own = ownValues(column, rows);
  const expected = new Map((partition.values ?? []).map((value, i) => [keyOf(value), partition.weights[i] as number]));
  const observed = new Map(own.values.map((value, i) => [keyOf(value), own.weights[i] as number]));
  const odd = own.values.filter((value) => !expected.has(keyOf(value)));
  const values = [...(partition.values ?? []), ...odd];
  const pk = values.map((value) => observed.get(keyOf(value)) ?? 0);
  const qk = values.map((value) => {
    const weight = expected.get(keyOf(value));
    return weight === undefined ? tail / odd.length : odd.length > 0 ? weight * (1 - tail) : weight;
  });
  return outcome(entropy(pk, qk), kwargs, {
    observed_partition: { values, weights: pk },
    expected_partition: { values, weights: qk },
  });
}

function numbersOf(column: FrameColumn, rows: Int32Array): Float64Array {
  if (rows.length === 0) return new Float64Array(0);
  if (column.kind === "text" || column.kind === "other" || column.kind === "time")
    return unable("the values of the column are no numbers, so that they go into no bins");
  return gather(column.values, rows);
}

/** Bins that suit the column: by Sturges or by Freedman and Diaconis, whichever are more. */
function ownBins(column: FrameColumn, rows: Int32Array): Partition {
  const values = numbersOf(column, rows);
  const count = values.length;
  const ranks = ranksOf(values);
  const [low, first, third, high] = [0, 0.25, 0.75, 1].map((each) => quantileOf(ranks, count, each, "nearest")) as [
    number,
    number,
    number,
    number,
  ];
  if (count === 0) return unable("there are no values to make bins of");
  const sturges = Math.ceil(Math.log2(count + 1));
  const spread = third - first;
  const wide = (2 * spread) / count ** (1 / 3);
  const bins = spread < 1e-10 ? sturges : Math.max(sturges, Math.ceil((high - low) / wide));
  const step = (high - low) / bins;
  const edges = Array.from({ length: bins + 1 }, (_, i) => (i === bins ? high : i * step + low));
  const weights = histogram(values, edges).map((each) => each / count);
  if (!edges.every((each, i) => i === 0 || each > (edges[i - 1] as number))) return unable("Invalid partition object.");
  const tail = (1 - weights.reduce((sum, each) => sum + each, 0)) / 2;
  return { bins: edges, weights, tail_weights: [tail, tail] };
}

/** The last bin holds its end too. */
function histogram(values: Float64Array, edges: readonly number[]): number[] {
  const counts = new Array<number>(edges.length - 1).fill(0);
  const last = edges.length - 1;
  for (const value of values) {
    if (value < (edges[0] as number) || value > (edges[last] as number)) continue;
    let [low, high] = [0, last];
    while (high - low > 1) {
      const middle = (low + high) >> 1;
      if (value >= (edges[middle] as number)) low = middle;
      else high = middle;
    }
    counts[low] = (counts[low] as number) + 1;
  }
  return counts;
}

function ofBins(column: FrameColumn, rows: Int32Array, partition: Partition, kwargs: Kwargs): Outcome {
  const values = numbersOf(column, rows);
  const bins = partition.bins ?? [];
  const [tail, internal] = [holdout(kwargs, "tail"), holdout(kwargs, "internal")];
  const count = values.length;
  const observed = histogram(values, bins).map((each) => each / count);
  const [low, high] = [bins[0] as number, bins.at(-1) as number];
  const below = values.reduce((sum, each) => sum + (each < low ? 1 : 0), 0) / count;
  const above = values.reduce((sum, each) => sum + (each > high ? 1 : 0), 0) / count;
  let expected = partition.weights.map((each) => each * (1 - tail - internal));
  const zeros = expected.filter((each) => each === 0).length;
  if (internal > 0 && zeros > 0) expected = expected.map((each) => (each === 0 ? internal / zeros : each));
  const [isOpenLow, isOpenHigh] = [low === Number.NEGATIVE_INFINITY, high === Number.POSITIVE_INFINITY];
  if ((isOpenLow || isOpenHigh) && partition.tail_weights)
    return unable("There can be no tail weights for partitions with one or both endpoints at infinity");
  if (isOpenLow && isOpenHigh && tail > 0)
    return unable("tail_weight_holdout cannot be used for partitions with infinite endpoints.");
  const tails = partition.tail_weights ?? (isOpenLow || isOpenHigh ? [tail, tail] : [tail / 2, tail / 2]);
  const whole = (weights: readonly number[], ends: readonly number[]) => [
    ...(isOpenLow ? [] : [ends[0] as number]),
    ...weights,
    ...(isOpenHigh ? [] : [ends[1] as number]),
  ];
  const all = { observed: whole(observed, [below, above]), expected: whole(expected, tails) };
  const inner = (weights: readonly number[]) => weights.slice(1, -1);
  const ends = (weights: readonly number[]) => [weights[0] as number, weights.at(-1) as number];
  const shown = bins.slice(isOpenLow ? 1 : 0, isOpenHigh ? -1 : undefined).map(finite);
  return outcome(entropy(all.observed, all.expected), kwargs, {
    observed_partition: {
      bins: shown,
      weights: inner(all.observed).map(finite),
      tail_weights: ends(all.observed).map(finite),
    },
    expected_partition: { bins: shown, weights: inner(all.expected), tail_weights: ends(all.expected) },
  });
}
