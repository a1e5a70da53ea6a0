import type { InputFacts } from "../modelFacts";
import type { Slot } from "../protocols/layout";
import { makeData } from "../tensorData";
import type { TensorData, TensorType } from "../tensors";

/** Puts what stands for a missing value, or says why there can be none. */
export function missing(
  type: TensorType,
  data: TensorData,
  at: number,
  { column }: Pick<Slot, "column">,
  allowsMissing: boolean,
): string | undefined {
  if (!allowsMissing && (column === undefined || column.required))
    return "has no value; --allow-missing gives the model NaN there";
  if (type === "string") (data as string[])[at] = "";
  else if (type === "float32" || type === "float64") (data as Float32Array)[at] = Number.NaN;
  else return `has no value, and the model takes ${type} here, which cannot be missing`;
  return undefined;
}

/** Of so many rows with so many values each, in the form that the input declares. */
function dimsFor({ shape }: InputFacts, width: number, rows: number): number[] {
  if (shape.length === 0) return width === 1 ? [rows] : [rows, width];
  return shape.map((size, i) => (i === 0 ? rows : (size ?? width)));
}

export function emptyTensor(input: InputFacts, width: number, rows: number) {
  const dims = dimsFor(input, width, rows);
  return {
    type: input.type,
    dims,
    data: makeData(
      input.type,
      dims.reduce((product, size) => product * size, 1),
    ),
  };
}
