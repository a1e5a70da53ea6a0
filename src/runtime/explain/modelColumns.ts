import { invalid } from "../../shared/apiError";
import { didYouMean } from "../../shared/suggest";
import type { ColumnFacts, InputFacts } from "../serving/serving";

/** What a model takes of a row. */
export interface ModelColumns {
  readonly inputs: readonly InputSlot[];
  /** Columns of its rows; undefined: as many as the table has. */
  readonly width: number | undefined;
  /** What they are called; undefined where the model does not say, and takes them in the table's order. */
  readonly names: readonly string[] | undefined;
  /** The names have to be there: each is an input of its own. */
  readonly isNamed: boolean;
}

/** An input, and which of the features go into it. */
export interface InputSlot {
  readonly facts: InputFacts;
  readonly first: number;
  /** Undefined of a table of any width. */
  readonly width: number | undefined;
}

interface Told {
  readonly inputs: readonly InputFacts[];
  /** Of a signature, or what `tidemark convert` wrote into the file. */
  readonly columns: readonly ColumnFacts[] | undefined;
  readonly converted: readonly string[] | undefined;
}

export function modelColumns({ inputs, columns, converted }: Told): ModelColumns {
  const [only] = inputs;
  if (only === undefined) return invalid("the model takes nothing, so there is nothing to explain");
  if (inputs.length === 1 && only.shape.length >= 2) {
    const sizes = only.shape.slice(1);
    const width = sizes.includes(undefined)
      ? sizes.length === 1
        ? undefined
        : invalid(`the model's input '${only.name}' has sizes that it does not say, so no row of a table fits it`)
      : sizes.reduce<number>((product, size) => product * (size as number), 1);
    const told = [columns?.map(({ name }) => name), converted].find(
      (names) => names !== undefined && (width === undefined || names.length === width),
    );
    return { inputs: [{ facts: only, first: 0, width }], width, names: told, isNamed: false };
  }
  const odd = inputs.find(({ shape }) => shape.slice(1).some((size) => size !== 1 && size !== undefined));
  if (odd !== undefined)
    return invalid(`the model's input '${odd.name}' is a list a row, and a table has one value a cell`);
  return {
    inputs: inputs.map((facts, first) => ({ facts, first, width: 1 })),
    width: inputs.length,
    names: inputs.map(({ name }) => name),
    isNamed: true,
  };
}

/** Which of a table's columns are the model's, in its order. `chosen`: the user says it. */
export function chooseColumns(
  { width, names, isNamed }: ModelColumns,
  table: readonly string[],
  place: string,
  chosen?: readonly string[],
): readonly string[] {
  const wanted = chosen ?? names;
  const missing = wanted?.filter((name) => !table.includes(name)) ?? [];
  if (chosen !== undefined) {
    if (missing.length > 0) return lacks(place, missing, table);
    if (width !== undefined && chosen.length !== width)
      return invalid(`--columns: the model takes ${width} columns, got ${chosen.length}`);
    return chosen;
  }
  if (wanted !== undefined && missing.length === 0) return wanted;
  if (wanted !== undefined && (isNamed || (width !== undefined && table.length !== width)))
    return lacks(place, missing, table);
  if (width !== undefined && table.length !== width)
    return invalid(
      `${place}: expected ${width} columns, got ${table.length} (${some(table)}), and the model does not say which; name them in its order: --columns a,b,c`,
    );
  return table;
}

function lacks(place: string, missing: readonly string[], table: readonly string[]): never {
  const [first = ""] = missing;
  const more = missing.length > 1 ? ` (and ${missing.length - 1} more: ${some(missing.slice(1))})` : "";
  const advice = didYouMean(first, table) || ` There are ${some(table)}.`;
  return invalid(`${place}: column '${first}', which the model takes, is missing${more}.${advice}`);
}

function some(names: readonly string[]): string {
  return names.length <= 12 ? names.join(", ") : `${names.slice(0, 12).join(", ")} and ${names.length - 12} more`;
}
