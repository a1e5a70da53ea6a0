import type { InputFacts } from "../modelFacts";
import { makeData } from "../tensorData";
import type { Tensor } from "../tensors";

/** Rows to try a model with. `width` stands where the model does not say a size; undefined: nobody knows. */
export function sampleInputs(inputs: readonly InputFacts[], rows: number, from: number, width: number): Tensor[] {
  return inputs.map(({ type, shape }) => {
    const dims = shape.map((size, i) => size ?? (i === 0 ? rows : width));
    const perRow = dims.slice(1).reduce((product, size) => product * size, 1);
    const data = makeData(
      type,
      dims.reduce((product, size) => product * size, 1),
    );
    if (type !== "string") fill(data as Float32Array, type, from * perRow);
    return { type, dims, data };
  });
}

function fill(data: Float32Array, type: string, from: number): void {
  const isWhole = type === "int64" || type === "uint64";
  // small whole numbers are an index, a category and a measurement alike
  for (let i = 0; i < data.length; i++) {
    const value = (from + i) % 2;
    data[i] = (isWhole ? BigInt(value) : value) as number;
  }
}
