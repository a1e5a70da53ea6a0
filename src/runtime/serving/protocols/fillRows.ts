import type { InputFacts, ModelFacts } from "../modelFacts";
import { makeData } from "../tensorData";
import type { Tensor } from "../tensors";
import { checkNames, lengthFault, sourcesOf } from "./columnNames";
import { blockData, fillTensor, unfit } from "./fillTensor";
import { type Layout, layoutOf, type Slot, tableLayout, withNames } from "./layout";
import type { NumberBlock } from "./numberBlock";
import { type OpenData, putValue, type Reading } from "./putValue";
import { isBlock, isList, isObject, type Json, type JsonObject, tell } from "./readJson";

export interface Filled {
  readonly inputs: readonly Tensor[];
  readonly rows: number;
}

export interface Given {
  readonly model: ModelFacts;
  /** Of the body, for messages. */
  readonly field: string;
  readonly reading: Reading;
  /** What the columns of rows without names are called. */
  readonly names?: readonly string[] | undefined;
}

/** One row: `[…]`, or `{column: value}`. */
export function fillRow(row: Json, given: Given): Filled {
  const layout = layoutOf(given.model);
  if (layout.kind === "table" && isBlock(row) && row.dims.length === 1)
    return fillBlock(layout, row, 1, row.dims[0] as number, given, given.field);
  if (layout.kind === "tensor" && isBlock(row)) return fillWhole(layout, { ...row, dims: [1, ...row.dims] }, given);
  return fillAny(layout, [row], given, true);
}

/** Rows: `[[…], …]`, or `[{column: value}, …]`. */
export function fillRows(rows: Json, given: Given): Filled {
  const layout = layoutOf(given.model);
  const { field } = given;
  if (layout.kind === "tensor" && !(isList(rows) && isObject(rows[0]))) return fillWhole(layout, rows, given);
  if (isBlock(rows)) {
    const [count = 0, width = 1] = rows.dims;
    if (layout.kind === "table" && rows.dims.length === 2)
      return fillBlock(layout, rows, count, width, given, `${field}[0]`);
    return fillAny(layout, listOf(rows), given, false);
  }
  if (!isList(rows)) throw unfit(field, `expected a list of rows, got ${tell(rows)}`);
  if (rows.length === 0) throw unfit(field, "expected at least one row, got none");
  return fillAny(layout, rows, given, false);
}

/** The whole of the one input that the model has. */
function fillWhole({ inputs }: Layout, value: Json, { field, reading }: Given): Filled {
  const [input] = inputs;
  if (input === undefined) throw unfit(field, "the model takes no input");
  const tensor = fillTensor(value, { input, place: field, reading });
  return { inputs: [tensor], rows: tensor.dims[0] ?? 1 };
}

/** The shortest way from a body to a model: all numbers, in the order of the table. */
function fillBlock(
  layout: Layout,
  block: NumberBlock,
  rows: number,
  width: number,
  given: Given,
  rowPlace: string,
): Filled {
  const { field, names } = given;
  const expected = names?.length ?? layout.slots.length;
  if (expected !== width && expected !== 0) throw unfit(rowPlace, lengthFault(layout, width));
  const sources = names && sourcesOf(layout, names, field);
  if (sources?.includes(-1)) return fillAny(layout, listOf(block), { ...given, sources }, false);
  const input = layout.inputs[0] as Layout["inputs"][number];
  checkRows(input, rows, field);
  const data = blockData(block, input.type, field, undefined);
  const placed = sources === undefined ? data : reordered(data, sources, makeData(input.type, data.length));
  checkWhole(layout, placed, field);
  return { inputs: [{ type: input.type, dims: [rows, width], data: placed }], rows };
}

function reordered(data: OpenData, sources: readonly number[], into: OpenData): OpenData {
  const width = sources.length;
  for (let row = 0; row < data.length; row += width)
    for (let i = 0; i < width; i++)
      (into as Float32Array)[row + i] = (data as Float32Array)[row + (sources[i] as number)] as number;
  return into;
}

/** A model may have been exported for one size of batch. */
function checkRows({ shape }: InputFacts, rows: number, field: string): void {
  const [fixed] = shape;
  if (fixed !== undefined && fixed !== rows)
    throw unfit(field, `the model was exported for ${fixed} row${fixed === 1 ? "" : "s"} at a time, got ${rows}`);
}

/** Columns of whole numbers may stand in a table of floats. */
function checkWhole({ slots }: Layout, data: OpenData, field: string): void {
  for (const { column, offset, width, name } of slots) {
    if (column?.type !== "long" && column?.type !== "integer") continue;
    for (let at = offset; at < data.length; at += width)
      if (!Number.isInteger(Number(data[at])))
        throw unfit(`${field}[${Math.floor(at / width)}].${name}`, `expected a whole number, got ${data[at]}`);
  }
}

function fillAny(
  layout: Layout,
  rows: readonly Json[],
  given: Given & { readonly sources?: readonly number[] },
  isOne: boolean,
): Filled {
  const place = (row: number) => (isOne ? given.field : `${given.field}[${row}]`);
  const [first] = rows;
  if (isObject(first)) return fillObjects(layout, rows, given, place);
  if (layout.kind === "tensor") return fillWhole(layout, rows, given);
  const known = layout.slots.length === 0 ? tableLayout(layout.inputs, lengthOf(first), undefined) : layout;
  const { slots } = known;
  const sources = given.sources ?? (given.names && sourcesOf(known, given.names, given.field));
  const width = given.names?.length ?? slots.length;
  const fill = createFiller(known, rows.length, given);
  for (const [i, row] of rows.entries()) {
    // a column alone may come without the list around each value
    const values = isBlock(row) ? listOf(row) : isList(row) ? row : slots.length === 1 && !isOne ? [row] : undefined;
    if (values === undefined) throw unfit(place(i), `expected a list of ${slots.length} values, got ${tell(row)}`);
    if (values.length !== width) throw unfit(place(i), lengthFault(known, values.length));
    for (let j = 0; j < slots.length; j++) {
      const source = sources === undefined ? j : (sources[j] as number);
      fill.put(i, j, values[source], () => (known.names ? `${place(i)}.${slots[j]?.name}` : `${place(i)}[${source}]`));
    }
  }
  return fill.done();
}

function fillObjects(layout: Layout, rows: readonly Json[], given: Given, place: (row: number) => string): Filled {
  const [first] = rows as [JsonObject];
  const whole = byInputName(layout, rows, given, place);
  if (whole !== undefined) return whole;
  const known = layout.names === undefined ? nameColumns(layout, [...first.keys()], place(0)) : layout;
  const { slots } = known;
  const fill = createFiller(known, rows.length, given);
  for (const [i, row] of rows.entries()) {
    if (!isObject(row)) throw unfit(place(i), `expected an object as the first row is, got ${tell(row)}`);
    checkNames(known, row, place(i));
    for (let j = 0; j < slots.length; j++) {
      const { name } = slots[j] as Slot;
      fill.put(i, j, row.get(name), () => `${place(i)}.${name}`);
    }
  }
  return fill.done();
}

/** `{input: its row}`, where a model has one input that is more than a column. */
function byInputName(
  layout: Layout,
  rows: readonly Json[],
  given: Given,
  place: (row: number) => string,
): Filled | undefined {
  const [input] = layout.inputs;
  const [first] = rows;
  if (input === undefined || layout.kind === "named" || !isObject(first)) return undefined;
  const value = first.get(input.name);
  const isOnly = first.size === 1 && (isList(value) || isBlock(value));
  if (!isOnly && layout.kind === "table") return undefined;
  const values = rows.map((row, i): Json => {
    const found = isObject(row) && row.size === 1 ? row.get(input.name) : undefined;
    if (found === undefined) throw unfit(place(i), `expected an object with '${input.name}' alone`);
    return isBlock(found) ? nestedList(found) : found;
  });
  if (layout.kind === "tensor") return fillWhole(layout, values, given);
  return fillAny(layout, values, given, false);
}

/** A table whose columns may be called anything takes them in the order of the request. */
export function nameColumns(layout: Layout, names: readonly string[], place: string): Layout {
  const known = layout.slots.length === 0 ? tableLayout(layout.inputs, names.length, undefined) : layout;
  if (names.length !== known.slots.length) throw unfit(place, lengthFault(known, names.length));
  return withNames(known, names);
}

export interface Filler {
  put(row: number, slot: number, value: Json | undefined, place: () => string): void;
  done(): Filled;
}

/** Takes values in any order. Slots that are lists are kept until all rows are there. */
export function createFiller(
  { inputs, slots }: Layout,
  rows: number,
  { field, reading }: Pick<Given, "field" | "reading">,
): Filler {
  for (const input of inputs) checkRows(input, rows, field);
  const widths = inputs.map((_, i) => slots.find(({ input }) => input === i)?.width ?? 0);
  const isWhole = inputs.map((_, i) => slots.some(({ input, isSingle }) => input === i && !isSingle));
  const data = inputs.map(({ type }, i) => makeData(type, isWhole[i] ? 0 : rows * (widths[i] as number)));
  const kept = inputs.map((_, i) => (isWhole[i] ? new Array<Json>(rows).fill(null) : []));
  return {
    put(row, at, given, place) {
      const slot = slots[at] as Slot;
      const { input, offset, width, column } = slot;
      if (!slot.isSingle) {
        if (given === undefined || given === null) throw unfit(place(), `expected a list, got ${tell(given)}`);
        (kept[input] as Json[])[row] = isBlock(given) ? nestedList(given) : given;
        return;
      }
      const { type } = inputs[input] as Layout["inputs"][number];
      const value = onlyOne(given);
      const fault = putValue(type, data[input] as OpenData, row * width + offset, value, column, reading);
      if (fault !== undefined) throw unfit(place(), fault);
    },
    done: () => ({
      rows,
      inputs: inputs.map((input, i): Tensor => {
        if (isWhole[i]) return fillTensor(kept[i] as Json[], { input, place: input.name, reading });
        // as many dimensions as declared, all but the rows and the last of size one
        const { shape, type } = input;
        const dims = shape.map((_, at) => (at === 0 ? rows : at === shape.length - 1 ? (widths[i] as number) : 1));
        const isOdd = shape.slice(1, -1).some((size) => size !== 1);
        return { type, dims: isOdd ? [rows, ...(shape.slice(1) as number[])] : dims, data: data[i] as OpenData };
      }),
    }),
  };
}

/** A list of one is its value. */
function onlyOne(value: Json | undefined): Json | undefined {
  if (isBlock(value)) return value.values.length === 1 ? (listOf(value)[0] as Json) : value;
  return isList(value) && value.length === 1 ? onlyOne(value[0]) : value;
}

function lengthOf(row: Json | undefined): number {
  return isBlock(row) ? (row.dims[0] as number) : isList(row) ? row.length : 1;
}

/** The first dimension taken apart. */
export function listOf(block: NumberBlock): Json[] {
  const nested = nestedList(block);
  return isList(nested) ? [...nested] : [nested];
}

function nestedList({ bytes, from, to }: NumberBlock): Json {
  return JSON.parse(bytes.toString("latin1", from, to)) as Json;
}
