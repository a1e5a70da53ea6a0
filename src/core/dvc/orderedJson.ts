import { entriesOf, isList, isMap } from "./mapKeys";
import { jsonText, pythonJson } from "./pythonJson";
import type { Value } from "./values";

/** JSON that tells floats from integers and keeps every digit, as Python writes it; keys stay in their order. */
export function orderedJson(value: Value): string {
  if (isList(value)) return `[${value.map(orderedJson).join(", ")}]`;
  if (!isMap(value)) return pythonJson(value);
  const entries = entriesOf(value).map(
    ([key, each]) => `${jsonText(typeof key === "string" ? key : pythonJson(key))}: ${orderedJson(each)}`,
  );
  return `{${entries.join(", ")}}`;
}
