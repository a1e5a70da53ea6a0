import type { Explained } from "./game";

/** By feature: mean |value| over rows, summed over outputs; of one output alone where it is named. What is no number does not count. */
export function meanAbs(
  { rows, values }: Pick<Explained, "rows" | "values">,
  width: number,
  output?: number,
): number[] {
  const outputs = rows === 0 ? 1 : values.length / rows / width;
  const sums = new Float64Array(width);
  const counts = new Float64Array(width);
  const [first, last] = output === undefined ? [0, outputs] : [output, output + 1];
  for (let row = 0, at = 0; row < rows; row++)
    for (let feature = 0; feature < width; feature++, at += outputs) {
      let sum = 0;
      for (let k = first; k < last; k++) sum += Math.abs(values[at + k] as number);
      if (!Number.isFinite(sum)) continue;
      sums[feature] = (sums[feature] as number) + sum;
      counts[feature] = (counts[feature] as number) + 1;
    }
  return Array.from(sums, (sum, feature) => sum / Math.max(1, counts[feature] as number));
}

/** What a reader has to know of rows that the model has no number for. */
export function gapNotes({ rows, predictions }: Explained): string[] {
  const outputs = rows === 0 ? 1 : predictions.length / rows;
  const gaps = new Set<number>();
  for (let i = 0; i < predictions.length; i++) if (!Number.isFinite(predictions[i])) gaps.add(Math.floor(i / outputs));
  if (gaps.size === 0) return [];
  return [
    `of ${gaps.size} rows the model's answer is no number, and neither is what features add: it does not take missing values`,
  ];
}

/** The largest gap between a prediction and the base value with all that the features add. */
export function additivity({ rows, values, base, predictions }: Explained, width: number): number {
  const outputs = base.length;
  let most = 0;
  for (let row = 0; row < rows; row++)
    for (let k = 0; k < outputs; k++) {
      let sum = base[k] as number;
      for (let feature = 0; feature < width; feature++) sum += values[(row * width + feature) * outputs + k] as number;
      const gap = Math.abs(sum - (predictions[row * outputs + k] as number));
      if (gap > most) most = gap;
    }
  return most;
}
