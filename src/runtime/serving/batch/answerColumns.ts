import type { PlainType } from "../../../core/table/plainColumn";
import type { ModelFacts, OutputFacts } from "../modelFacts";
import { stack } from "../tensorData";
import type { Tensor } from "../tensors";
import { BatchRefusal } from "./batchTask";
import type { AnswerColumn, Cell } from "./rows";

const plainTypes: Readonly<Partial<Record<Tensor["type"], PlainType>>> = {
  float32: "float32",
  float64: "float64",
  int64: "int64",
  int32: "int32",
  int16: "int32",
  int8: "int32",
  uint8: "int32",
  uint16: "int32",
  bool: "bool",
  string: "text",
};

/** `prediction`, and of a classifier `probability_<class>` for each; parts of the slice's rows one after the other. */
export function answerColumns(facts: ModelFacts, parts: readonly (readonly Tensor[])[], rows: number): AnswerColumn[] {
  const output = (place: number): Tensor => stack(parts.map((part) => part[place] as Tensor));
  const { prediction, probabilities, classes } = facts;
  const columns = split("prediction", output(prediction), facts.outputs[prediction], rows, (i) => `prediction_${i}`);
  if (probabilities === undefined) return columns;
  const name = (i: number) => `probability_${classes?.[i] ?? i}`;
  return [...columns, ...split(undefined, output(probabilities), facts.outputs[probabilities], rows, name)];
}

/** One column where a row has one value; else one each, by `name`. */
function split(
  alone: string | undefined,
  { type, data }: Tensor,
  output: OutputFacts | undefined,
  rows: number,
  name: (i: number) => string,
): AnswerColumn[] {
  const width = rows === 0 ? 1 : data.length / rows;
  if (!Number.isInteger(width) || width < 1)
    throw new BatchRefusal(`the model gives ${data.length} values of '${output?.name}' for ${rows} rows`);
  const plain = plainTypes[type];
  if (plain === undefined)
    throw new BatchRefusal(`the model's output '${output?.name}' is ${type}, which no column holds`);
  return Array.from({ length: width }, (_, i): AnswerColumn => {
    const label = width === 1 && alone !== undefined ? alone : name(i);
    return { name: label, type: plain, values: width === 1 ? whole(data, plain) : every(data, plain, i, width, rows) };
  });
}

type Values = AnswerColumn["values"];

function whole(data: Tensor["data"], type: PlainType): Values {
  if (type === "bool") return Array.from(data as Uint8Array, (each) => each === 1);
  if (type === "int32" && !(data instanceof Int32Array)) return Int32Array.from(data as ArrayLike<number>);
  return data as Values;
}

function every(data: Tensor["data"], type: PlainType, offset: number, width: number, rows: number): Values {
  const numbers = data as Float32Array;
  if (type === "float32" || type === "float64" || type === "int32") {
    const made =
      type === "float32" ? new Float32Array(rows) : type === "float64" ? new Float64Array(rows) : new Int32Array(rows);
    for (let row = 0, at = offset; row < rows; row++, at += width) made[row] = numbers[at] as number;
    return made;
  }
  return Array.from({ length: rows }, (_, row): Cell => {
    const value = (data as readonly Cell[])[row * width + offset] as Cell;
    return type === "bool" ? value === 1 : value;
  });
}
