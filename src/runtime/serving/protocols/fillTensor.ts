import type { ColumnFacts, InputFacts } from "../modelFacts";
import { Refusal } from "../refusal";
import { makeData } from "../tensorData";
import type { Tensor, TensorType } from "../tensors";
import { exactValues, type NumberBlock } from "./numberBlock";
import { type OpenData, putValue, type Reading } from "./putValue";
import { isBlock, isList, type Json, tell } from "./readJson";

/** What is asked for fits no model: the protocol has a status for it. */
export function unfit(place: string, what: string): Refusal {
  return new Refusal(422, place === "" ? what : `${place}: ${what}`);
}

interface Wanted {
  readonly input: Pick<InputFacts, "type" | "shape">;
  readonly column?: ColumnFacts | undefined;
  /** Of the value, for messages. */
  readonly place: string;
  readonly reading: Reading;
}

/** A whole tensor from nested lists, of the form that the input declares. */
export function fillTensor(value: Json, { input, column, place, reading }: Wanted): Tensor {
  const { type, shape } = input;
  const dims = dimsOf(value);
  if (dims[0] === 0) throw unfit(place, "expected at least one row");
  const wanted = fittingDims(dims, shape);
  if (wanted === undefined) throw unfit(place, `expected ${tellShape(shape)}, got ${tellGiven(value, dims)}`);
  const data = isBlock(value)
    ? blockData(value, type, place, column)
    : flatten(value, dims, type, { place, column, reading });
  return { type, dims: wanted, data };
}

/** The same of sizes that the request itself declares: flat, or nested in just that way. */
export function fillDeclared(value: Json, type: TensorType, dims: readonly number[], place: string): Tensor {
  const count = dims.reduce((product, size) => product * size, 1);
  const found = dimsOf(value);
  const isFlat = found.length === 1;
  if (!isList(value) && !isBlock(value)) throw unfit(place, `expected a list, got ${tell(value)}`);
  if (isFlat ? found[0] !== count : !isSame(found, dims))
    throw unfit(place, `shape ${tellDims(dims)} has ${count} values, got ${isFlat ? found[0] : tellDims(found)}`);
  const data = isBlock(value)
    ? blockData(value, type, place, undefined)
    : flatten(value, found, type, { place, column: undefined, reading: { fromText: false, onlyNumbers: true } });
  return { type, dims, data };
}

/** Numbers in the type of a model's input. */
export function blockData(
  block: NumberBlock,
  type: TensorType,
  place: string,
  column: ColumnFacts | undefined,
): OpenData {
  if (type === "float32" && column === undefined) {
    const { values: near } = block;
    const floats = new Float32Array(near.length);
    for (let i = 0; i < near.length; i++) {
      const value = Math.fround(near[i] as number);
      if (value - value !== 0) throw unfit(placeIn(place, block.dims, i), `${near[i]} does not fit float32`);
      floats[i] = value;
    }
    return floats;
  }
  const values = exactValues(block);
  const data = makeData(type, values.length);
  for (let i = 0; i < values.length; i++) {
    const fault = putValue(type, data, i, values[i] as number, column, { fromText: false });
    if (fault !== undefined) throw unfit(placeIn(place, block.dims, i), fault);
  }
  return data;
}

function flatten(
  value: Json,
  dims: readonly number[],
  type: TensorType,
  { place, column, reading }: Omit<Wanted, "input">,
): OpenData {
  const data = makeData(
    type,
    dims.reduce((product, size) => product * size, 1),
  );
  let at = 0;
  const walk = (each: Json, level: number, path: string) => {
    if (level === dims.length) {
      const fault = putValue(type, data, at++, each, column, reading);
      if (fault !== undefined) throw unfit(path, fault);
      return;
    }
    const size = dims[level] as number;
    if (!isList(each)) throw unfit(path, `expected a list of ${size}, got ${tell(each)}`);
    if (each.length !== size) throw unfit(path, `expected a list of ${size}, got one of ${each.length}`);
    for (let i = 0; i < size; i++) walk(each[i] as Json, level + 1, `${path}[${i}]`);
  };
  walk(value, 0, place);
  return data;
}

/** Of the first of everything; whether the others are like it is seen when they are read. */
function dimsOf(value: Json): readonly number[] {
  if (isBlock(value)) return value.dims;
  const dims: number[] = [];
  for (let each: Json | undefined = value; isList(each); each = each[0]) dims.push(each.length);
  return dims;
}

/** The sizes that the model is given; undefined: these values have another form. */
function fittingDims(dims: readonly number[], shape: InputFacts["shape"]): readonly number[] | undefined {
  if (shape.length === 0) return dims; // nothing is said of it
  if (fits(dims, shape)) return dims;
  // a column may come as a list of values, or as one of lists of one
  const wider = [...dims, 1];
  if (fits(wider, shape)) return wider;
  const narrower = dims.slice(0, -1);
  return dims.at(-1) === 1 && fits(narrower, shape) ? narrower : undefined;
}

function fits(dims: readonly number[], shape: InputFacts["shape"]): boolean {
  return dims.length === shape.length && shape.every((size, i) => size === undefined || size === dims[i]);
}

function isSame(one: readonly number[], other: readonly number[]): boolean {
  return one.length === other.length && one.every((size, i) => size === other[i]);
}

/** `inputs[2][0]`, of the value that comes as number `i`. */
function placeIn(place: string, dims: readonly number[], i: number): string {
  let rest = i;
  let path = "";
  for (const size of [...dims].reverse()) {
    path = `[${rest % size}]${path}`;
    rest = Math.floor(rest / size);
  }
  return place + path;
}

function tellGiven(value: Json, dims: readonly number[]): string {
  return dims.length === 0 ? tell(value) : tellDims(dims);
}

export function tellDims(dims: readonly number[]): string {
  return `[${dims.join(", ")}]`;
}

function tellShape(shape: InputFacts["shape"]): string {
  return `values of shape [${shape.map((size, i) => size ?? (i === 0 ? "rows" : "any")).join(", ")}]`;
}
