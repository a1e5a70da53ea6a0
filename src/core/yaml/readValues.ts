import type { Value } from "../dvc/values";
import { YamlFault } from "./editYaml";
import { Lines } from "./lines";
import { type PlacedValue, placedValues, plainValue } from "./placedValues";

export interface ReadValues {
  /** Null of an empty text. */
  readonly value: Value;
  readonly root: PlacedValue;
  /** Texts that Python would have taken as a date. */
  readonly dates: readonly { readonly line: number; readonly text: string }[];
}

/** A YAML 1.2 document with Python's numbers, as dvc reads it. Throws a YamlFault that names the line. */
export async function readValues(text: string): Promise<ReadValues> {
  const read = await placedValues(text);
  const lines = new Lines(text);
  if ("fault" in read) throw new YamlFault(read.fault.message, lines.place(read.fault).line);
  const dates = [...datesIn(read.root)].map((date) => ({ line: lines.place(date).line, text: date.text }));
  return { value: plainValue(read.root), root: read.root, dates };
}

function* datesIn(placed: PlacedValue): Iterable<{ from: number; to: number; text: string }> {
  if (placed.kind === "map") for (const { value } of placed.entries) yield* datesIn(value);
  else if (placed.kind === "list") for (const item of placed.items) yield* datesIn(item);
  else if (placed.isDate) yield { from: placed.from, to: placed.to, text: String(placed.value) };
}
