import { didYouMean } from "../../../shared/suggest";
import { type ModelFacts, tableInput } from "../modelFacts";
import type { Ask } from "../protocols/protocol";
import type { Tensor } from "../tensors";

type Value = number | string | boolean | null | readonly Value[];

export interface PredictedRow {
  readonly prediction: Value;
  readonly probabilities: Value;
  readonly features: readonly Value[];
}

export type RowReader = (ask: Ask, outputs: readonly Tensor[] | undefined, row: number) => PredictedRow;

/** What the features of a row are called, in their order. */
export function columnsOf(facts: ModelFacts): string[] {
  const table = tableInput(facts);
  if (table === undefined) return facts.inputs.map(({ name }) => name);
  const width = table.shape[1] ?? facts.columns?.length ?? 0;
  return Array.from({ length: width }, (_, i) => facts.columns?.[i]?.name ?? `f${i}`);
}

/** What no model has: a slip of the pen would write down what was to stay unwritten. Undefined where all is well. */
export function unknownColumns(models: readonly ModelFacts[], redact: readonly string[]): string | undefined {
  const all = [...new Set(models.flatMap(columnsOf))];
  const unknown = redact.find((name) => !all.includes(name));
  if (unknown === undefined) return undefined;
  const some = all.slice(0, 20).join(", ");
  return `no column is named '${unknown}'.${didYouMean(unknown, all) || ` There are ${some}${all.length > 20 ? ", …" : ""}.`}`;
}

export function createRowReader(facts: ModelFacts, columns: readonly string[], redact: readonly string[]): RowReader {
  const hidden = columns.map((name) => redact.includes(name));
  const isTable = tableInput(facts) !== undefined;
  return ({ inputs }, outputs, row) => {
    const features = isTable ? cells(inputs[0] as Tensor, row) : inputs.map((input) => single(cells(input, row)));
    const given = outputs?.[facts.prediction];
    const odds = facts.probabilities === undefined ? undefined : outputs?.[facts.probabilities];
    return {
      prediction: given === undefined ? null : single(cells(given, row)),
      probabilities: odds === undefined ? null : cells(odds, row),
      features: features.map((value, i) => (hidden[i] ? null : value)),
    };
  };
}

function cells({ data, dims, type }: Tensor, row: number): Value[] {
  const width = dims[0] ? data.length / dims[0] : data.length;
  return Array.from(data.slice(row * width, (row + 1) * width) as ArrayLike<unknown>, (value) =>
    plainValue(value, type),
  );
}

function plainValue(value: unknown, type: Tensor["type"]): Value {
  if (typeof value === "bigint") return Number.isSafeInteger(Number(value)) ? Number(value) : String(value);
  if (type === "bool") return value === 1;
  // nine digits tell every float32 from its neighbours
  if (typeof value === "number")
    return Number.isFinite(value) ? (type === "float32" ? Number(value.toPrecision(9)) : value) : String(value);
  return String(value);
}

function single(values: readonly Value[]): Value {
  return values.length === 1 ? (values[0] ?? null) : values;
}
