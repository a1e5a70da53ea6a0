import { checkNames } from "./columnNames";
import { createFiller, type Filled, type Given, listOf, nameColumns } from "./fillRows";
import { fillTensor, unfit } from "./fillTensor";
import { layoutOf, type Slot } from "./layout";
import { isBlock, isList, type Json, type JsonObject, tell } from "./readJson";

/** Many rows as columns: `{column: [value a row]}`, or whole tensors by the names of the model's inputs. */
export function fillColumns(columns: JsonObject, given: Given): Filled {
  const { field, model, reading } = given;
  const layout = layoutOf(model);
  if (columns.size === 0) throw unfit(field, "expected columns, got none");
  const [input] = layout.inputs;
  if (input !== undefined && layout.kind !== "named" && columns.size === 1 && columns.has(input.name)) {
    const value = columns.get(input.name) as Json;
    const tensor = fillTensor(value, { input, place: `${field}.${input.name}`, reading });
    return { inputs: [tensor], rows: tensor.dims[0] ?? 1 };
  }
  if (layout.kind === "tensor")
    throw unfit(field, `expected '${input?.name}' alone, got ${[...columns.keys()].join(", ")}`);
  const known = layout.names === undefined ? nameColumns(layout, [...columns.keys()], field) : layout;
  checkNames(known, columns, field);
  const lists = known.slots.map(({ name }) =>
    columns.has(name) ? listIn(columns.get(name), `${field}.${name}`) : undefined,
  );
  const rows = sameLength(known.slots, lists, field);
  const fill = createFiller(known, rows, given);
  for (const [at, { name }] of known.slots.entries())
    for (let row = 0; row < rows; row++) fill.put(row, at, lists[at]?.[row], () => `${field}.${name}[${row}]`);
  return fill.done();
}

function listIn(value: Json | undefined, place: string): readonly Json[] {
  if (isBlock(value)) return listOf(value);
  if (!isList(value)) throw unfit(place, `expected a list with a value a row, got ${tell(value)}`);
  return value;
}

function sameLength(slots: readonly Slot[], lists: readonly (readonly Json[] | undefined)[], field: string): number {
  let first: { readonly name: string; readonly length: number } | undefined;
  for (const [i, { name }] of slots.entries()) {
    const length = lists[i]?.length;
    if (length === undefined) continue;
    first ??= { name, length };
    if (first.length !== length)
      throw unfit(field, `columns differ in length: '${first.name}' has ${first.length}, '${name}' has ${length}`);
  }
  if (first === undefined || first.length === 0) throw unfit(field, "expected at least one row, got none");
  return first.length;
}
