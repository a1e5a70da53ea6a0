import type { Label } from "../modelFacts";
import { isText } from "../tensorData";
import type { Tensor, TensorData, TensorType } from "../tensors";
import { halfValue } from "./halfFloat";

/** A short decimal that reads back as the same float32; null for what JSON has no number for. */
function floatText(value: number): string {
  const size = value < 0 ? -value : value;
  if (size >= 1e-3 && size < 1e5) {
    // eight digits are enough for most, nine for all; the others' doubles print as they are
    const scale = size >= 1000 ? 1e4 : size >= 10 ? 1e6 : size >= 0.1 ? 1e8 : 1e10;
    const short = Math.round(value * (scale / 10)) / (scale / 10);
    if (Math.fround(short) === value) return `${short}`;
    const longer = Math.round(value * scale) / scale;
    if (Math.fround(longer) === value) return `${longer}`;
  }
  return doubleText(value);
}

function doubleText(value: number): string {
  return Number.isFinite(value) ? `${value}` : "null";
}

/** One value, as JSON. */
export function valueText(type: TensorType, data: TensorData, at: number): string {
  if (type === "float32") return floatText(data[at] as number);
  if (isText(data)) return JSON.stringify(data[at]);
  if (type === "bool") return data[at] ? "true" : "false";
  if (type === "float64") return doubleText(data[at] as number);
  return type === "float16" ? doubleText(halfValue(data[at] as number)) : String(data[at]);
}

/** `[…]` of so many values from a place on. */
export function listText(type: TensorType, data: TensorData, from: number, count: number): string {
  let text = "[";
  if (type === "float32") {
    const floats = data as Float32Array;
    for (let i = from; i < from + count; i++)
      text += i === from ? floatText(floats[i] as number) : `,${floatText(floats[i] as number)}`;
  } else
    for (let i = from; i < from + count; i++)
      text += i === from ? valueText(type, data, i) : `,${valueText(type, data, i)}`;
  return `${text}]`;
}

/** The tensor as nested lists. */
export function tensorText({ type, dims, data }: Tensor): string {
  return dims.length === 0
    ? valueText(type, data, 0)
    : nested(type, data, { dims, level: 0, from: 0, size: data.length });
}

/** One row of it: a value where the tensor has one a row. */
export function rowText({ type, dims, data }: Tensor, row: number): string {
  const rows = dims[0] ?? 1;
  const size = data.length / rows;
  if (dims.length < 2) return valueText(type, data, row);
  return nested(type, data, { dims, level: 1, from: row * size, size });
}

interface Part {
  readonly dims: readonly number[];
  readonly level: number;
  readonly from: number;
  readonly size: number;
}

function nested(type: TensorType, data: TensorData, { dims, level, from, size }: Part): string {
  if (level === dims.length - 1) return listText(type, data, from, size);
  const count = dims[level] as number;
  const step = size / count;
  let text = "[";
  for (let i = 0; i < count; i++)
    text += (i === 0 ? "" : ",") + nested(type, data, { dims, level: level + 1, from: from + i * step, size: step });
  return `${text}]`;
}

/** The row of a ZipMap's output as it was: `{"class": value}`. */
export function mapText({ type, data }: Tensor, row: number, classes: readonly Label[]): string {
  let text = "{";
  for (let i = 0; i < classes.length; i++)
    text += `${i === 0 ? "" : ","}${JSON.stringify(String(classes[i]))}:${valueText(type, data, row * classes.length + i)}`;
  return `${text}}`;
}
