import type { PackedPoints } from "./points";

/** What a chart needs to know of a block to leave it packed. Numbers only, so that a list of them is one typed array. */
export interface Summary {
  readonly count: number;
  /** Bytes of the packed block, and where it starts in the file. */
  readonly length: number;
  readonly offset: number;
  readonly crc: number;
  readonly firstTime: number;
  readonly lastTime: number;
  readonly lowestStep: number;
  readonly highestStep: number;
  /** Of the finite values. */
  readonly finite: number;
  readonly sum: number;
  readonly min: number;
  readonly minStep: number;
  readonly minTime: number;
  readonly max: number;
  readonly maxStep: number;
  readonly maxTime: number;
  readonly last: number;
}

const fields = [
  "count",
  "length",
  "offset",
  "crc",
  "firstTime",
  "lastTime",
  "lowestStep",
  "highestStep",
  "finite",
  "sum",
  "min",
  "minStep",
  "minTime",
  "max",
  "maxStep",
  "maxTime",
  "last",
] as const satisfies readonly (keyof Summary)[];

export const summaryNumbers = fields.length;
export const summarySize = summaryNumbers * 8;

export function writeSummary(summary: Summary): Float64Array {
  return Float64Array.from(fields, (field) => summary[field]);
}

export function readSummary(numbers: Float64Array, index: number): Summary {
  const at = (field: number) => numbers[index * summaryNumbers + field] as number;
  return {
    count: at(0),
    length: at(1),
    offset: at(2),
    crc: at(3),
    firstTime: at(4),
    lastTime: at(5),
    lowestStep: at(6),
    highestStep: at(7),
    finite: at(8),
    sum: at(9),
    min: at(10),
    minStep: at(11),
    minTime: at(12),
    max: at(13),
    maxStep: at(14),
    maxTime: at(15),
    last: at(16),
  };
}

/** Of points `from` to `to`, which are in the order of time. */
export function summarize(
  { values, steps, times }: PackedPoints,
  from: number,
  to: number,
): Omit<Summary, "length" | "offset" | "crc"> {
  let finite = 0;
  let sum = 0;
  let min = -1;
  let max = -1;
  let lowestStep = Number.POSITIVE_INFINITY;
  let highestStep = Number.NEGATIVE_INFINITY;
  for (let i = from; i < to; i++) {
    const value = values[i] as number;
    const step = steps[i] as number;
    if (step < lowestStep) lowestStep = step;
    if (step > highestStep) highestStep = step;
    if (!Number.isFinite(value)) continue;
    finite++;
    sum += value;
    if (min < 0 || value < (values[min] as number)) min = i;
    if (max < 0 || value > (values[max] as number)) max = i;
  }
  const at = (numbers: Float64Array, i: number) => numbers[i] ?? Number.NaN;
  return {
    count: to - from,
    firstTime: at(times, from),
    lastTime: at(times, to - 1),
    lowestStep,
    highestStep,
    finite,
    sum,
    min: at(values, min),
    minStep: at(steps, min),
    minTime: at(times, min),
    max: at(values, max),
    maxStep: at(steps, max),
    maxTime: at(times, max),
    last: at(values, to - 1),
  };
}
