import { type ColumnFacts, type InputFacts, type ModelFacts, tableInput } from "../modelFacts";

/** One value a row, or one list of values a row: a column of a table, or an input of its own. */
export interface Slot {
  readonly name: string;
  /** Its place among the model's inputs. */
  readonly input: number;
  /** Its place in a row of that input, and how many values such a row has; a slot that is not single fills all of it. */
  readonly offset: number;
  readonly width: number;
  readonly isSingle: boolean;
  readonly column: ColumnFacts | undefined;
}

/** How rows and columns of a request become the model's inputs. */
export interface Layout {
  /** `tensor`: one input of another form than rows of values. */
  readonly kind: "table" | "named" | "tensor";
  readonly inputs: readonly InputFacts[];
  readonly slots: readonly Slot[];
  /** Slots by name; undefined: of a table whose columns may be called anything. */
  readonly names: ReadonlyMap<string, number> | undefined;
}

const known = new WeakMap<ModelFacts, Layout>();

export function layoutOf(model: ModelFacts): Layout {
  const found = known.get(model);
  if (found !== undefined) return found;
  const layout = makeLayout(model);
  known.set(model, layout);
  return layout;
}

function makeLayout(model: ModelFacts): Layout {
  const { inputs, columns } = model;
  const table = tableInput(model);
  if (table !== undefined) {
    const width = table.shape[1] ?? columns?.length;
    const areColumns = columns !== undefined && columns.length === width;
    // of a table of any width the slots come with the request
    return tableLayout(inputs, width ?? 0, areColumns ? columns : undefined);
  }
  if (inputs.length === 1) return { kind: "tensor", inputs, slots: [], names: undefined };
  const grouped = columns && groupedSlots(inputs, columns);
  return named("named", inputs, grouped ?? inputSlots(inputs, columns));
}

export function tableLayout(
  inputs: readonly InputFacts[],
  width: number,
  columns: readonly ColumnFacts[] | undefined,
): Layout {
  const slots = Array.from({ length: width }, (_, offset): Slot => {
    const column = columns?.[offset];
    return { name: column?.name ?? String(offset), input: 0, offset, width, isSingle: true, column };
  });
  if (columns !== undefined) return named("table", inputs, slots);
  return { kind: "table", inputs, slots, names: undefined };
}

/** The same table once the request has said what its columns are called. */
export function withNames(layout: Layout, names: readonly string[]): Layout {
  return named(
    "table",
    layout.inputs,
    layout.slots.map((slot, i) => ({ ...slot, name: names[i] ?? slot.name })),
  );
}

function named(kind: Layout["kind"], inputs: readonly InputFacts[], slots: readonly Slot[]): Layout {
  return { kind, inputs, slots, names: new Map(slots.map(({ name }, i) => [name, i])) };
}

function inputSlots(inputs: readonly InputFacts[], columns: readonly ColumnFacts[] | undefined): Slot[] {
  const slots = inputs.map(({ name, shape }, input): Slot => {
    const isSingle = rowSize(shape) === 1;
    return { name, input, offset: 0, width: 1, isSingle, column: columns?.find((each) => each.name === name) };
  });
  // the order of the signature, where it has one for all of them
  const order = new Map(columns?.map(({ name }, i) => [name, i]));
  const isOrdered = slots.every(({ name }) => order.has(name));
  return isOrdered ? slots.sort((a, b) => (order.get(a.name) ?? 0) - (order.get(b.name) ?? 0)) : slots;
}

/** Columns of a frame that go into a few inputs, so many into each: as a ColumnTransformer is often exported. */
function groupedSlots(inputs: readonly InputFacts[], columns: readonly ColumnFacts[]): Slot[] | undefined {
  const widths = inputs.map(({ shape }) => rowSize(shape) ?? 0);
  const sum = widths.reduce((all, width) => all + width, 0);
  const areInputs = columns.some(({ name }) => inputs.some((input) => input.name === name));
  if (areInputs || sum !== columns.length || widths.includes(0)) return undefined;
  let at = 0;
  return widths.flatMap((width, input) =>
    Array.from({ length: width }, (_, offset): Slot => {
      const column = columns[at++] as ColumnFacts;
      return { name: column.name, input, offset, width, isSingle: true, column };
    }),
  );
}

/** Values that an input has for one row; undefined: it depends. */
function rowSize(shape: InputFacts["shape"]): number | undefined {
  let size = 1;
  for (const each of shape.slice(1)) {
    if (each === undefined) return undefined;
    size *= each;
  }
  return shape.length === 0 ? undefined : size;
}
