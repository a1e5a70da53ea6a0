import type { Lines } from "../../yaml/lines";
import type { PlacedValue } from "../../yaml/placedValues";
import type { Place } from "../../yaml/placedYaml";

/** Where the key of a dotted name stands in a file of values; of a key that has dots itself as well. */
export function placeOfName(root: PlacedValue, name: string, lines: Lines): Place | undefined {
  const span = spanOf(root, name);
  return span && lines.place(span);
}

function spanOf(value: PlacedValue, name: string): { readonly from: number; readonly to: number } | undefined {
  if (value.kind === "list") {
    const [index = "", ...rest] = name.split(".");
    const item = /^\d+$/.test(index) ? value.items[Number(index)] : undefined;
    return item && (rest.length === 0 ? item : spanOf(item, rest.join(".")));
  }
  if (value.kind !== "map") return undefined;
  for (const entry of value.entries) {
    if (entry.key === name) return { from: entry.from, to: entry.to };
    if (name.startsWith(`${entry.key}.`)) {
      const inner = spanOf(entry.value, name.slice(entry.key.length + 1));
      if (inner) return inner;
    }
  }
  return undefined;
}

/** Dotted names of all values, those of maps before what is in them. */
export function namesIn(value: PlacedValue, prefix = ""): string[] {
  if (value.kind !== "map") return [];
  return value.entries.flatMap(({ key, value: inner }) => [`${prefix}${key}`, ...namesIn(inner, `${prefix}${key}.`)]);
}
