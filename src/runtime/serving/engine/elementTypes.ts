import type { TensorType } from "../tensors";

/** ONNX's numbers of the types of elements. */
const byNumber: Readonly<Record<number, TensorType>> = {
  1: "float32",
  2: "uint8",
  3: "int8",
  4: "uint16",
  5: "int16",
  6: "int32",
  7: "int64",
  8: "string",
  9: "bool",
  10: "float16",
  11: "float64",
  12: "uint32",
  13: "uint64",
};

/** Undefined for those that no client could send: complex numbers, bfloat16, four bits. */
export function tensorTypeOf(element: number): TensorType | undefined {
  return byNumber[element];
}
