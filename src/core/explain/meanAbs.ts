import type { Explained } from "./game";

/** By feature: mean |value| over rows, summed over outputs; of one output alone where it is named. */
export function meanAbs(
  { rows, values }: Pick<Explained, "rows" | "values">,
  width: number,
  output?: number,
): number[] {
  const outputs = rows === 0 ? 1 : values.length / rows / width;
  const sums = new Float64Array(width);
  const [first, last] = output === undefined ? [0, outputs] : [output, output + 1];
  for (let row = 0, at = 0; row < rows; row++)
    for (let feature = 0; feature < width; feature++, at += outputs)
      for (let k = first; k < last; k++) sums[feature] = (sums[feature] as number) + Math.abs(values[at + k] as number);
  return Array.from(sums, (sum) => sum / Math.max(1, rows));
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
