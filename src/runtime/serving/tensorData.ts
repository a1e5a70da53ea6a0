import type { Tensor, TensorData, TensorType } from "./tensors";

type NumberData = Exclude<TensorData, readonly string[]>;

const makers: Readonly<Record<Exclude<TensorType, "string">, new (length: number) => NumberData>> = {
  float32: Float32Array,
  float64: Float64Array,
  float16: Uint16Array,
  int8: Int8Array,
  int16: Int16Array,
  int32: Int32Array,
  int64: BigInt64Array,
  uint8: Uint8Array,
  uint16: Uint16Array,
  uint32: Uint32Array,
  uint64: BigUint64Array,
  bool: Uint8Array,
};

export function isText(data: TensorData): data is readonly string[] {
  return Array.isArray(data);
}

export function makeData(type: TensorType, length: number): NumberData | string[] {
  return type === "string" ? new Array<string>(length).fill("") : new makers[type](length);
}

/** Tensors of the same type and of the same size beyond their rows, under one another. */
export function stack(tensors: readonly Tensor[]): Tensor {
  const [first] = tensors as [Tensor];
  if (tensors.length === 1) return first;
  let [rows, length] = [0, 0];
  for (const { dims, data } of tensors) {
    rows += dims[0] as number;
    length += data.length;
  }
  const dims = [rows, ...first.dims.slice(1)];
  if (isText(first.data))
    return { type: first.type, dims, data: tensors.flatMap(({ data }) => data as readonly string[]) };
  const data = makeData(first.type, length) as Float32Array;
  let at = 0;
  for (const each of tensors) {
    data.set(each.data as Float32Array, at);
    at += each.data.length;
  }
  return { type: first.type, dims, data };
}

/** Some rows of a tensor, without a copy where its elements are numbers. */
export function rowsOf(tensor: Tensor, from: number, rows: number): Tensor {
  const { type, dims, data } = tensor;
  const width = dims[0] === 0 ? 0 : data.length / (dims[0] as number);
  const [start, end] = [from * width, (from + rows) * width];
  const part = isText(data) ? data.slice(start, end) : (data as Float32Array).subarray(start, end);
  return { type, dims: [rows, ...dims.slice(1)], data: part };
}
