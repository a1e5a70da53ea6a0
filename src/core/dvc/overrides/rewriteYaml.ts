import { type PlacedMap, type PlacedValue, placedValues, plainValue } from "../../yaml/placedValues";
import { entriesOf, isMap, keyText } from "../mapKeys";
import type { Value, ValueMap } from "../values";
import { yamlText } from "./yamlText";

interface Edit {
  readonly from: number;
  readonly to: number;
  readonly text: string;
}

/** The text with the wanted data; only what changes is written anew, so comments, order and quotes stay. */
export async function rewriteYaml(text: string, wanted: ValueMap): Promise<string> {
  const read = await placedValues(text);
  if ("fault" in read) throw new Error(read.fault.message);
  const { root } = read;
  if (root.kind !== "map") return wholeText(wanted);
  const edits: Edit[] = [];
  changeMap(text, root, wanted, edits);
  let result = text;
  for (const { from, to, text: put } of edits.sort((a, b) => b.from - a.from))
    result = result.slice(0, from) + put + result.slice(to);
  const again = await placedValues(result);
  // a name for what stands elsewhere, or text that goes on over lines: written anew as a whole
  return "root" in again && isSame(plainValue(again.root), wanted) ? result : wholeText(wanted);
}

function wholeText(wanted: ValueMap): string {
  return entriesOf(wanted)
    .map(([key, value]) => `${yamlText(key)}: ${yamlText(value)}\n`)
    .join("");
}

function changeMap(text: string, map: PlacedMap, wanted: ValueMap, edits: Edit[]): void {
  const left = new Map(entriesOf(wanted).map(([key, value]) => [keyText(key), value]));
  for (const pair of map.entries) {
    const value = left.get(pair.key);
    left.delete(pair.key);
    if (value === undefined) edits.push(removal(text, pair.from, pair.value.to));
    else if (isSame(plainValue(pair.value), value)) continue;
    else if (pair.value.kind === "map" && isMap(value) && keepsSome(pair.value, value))
      changeMap(text, pair.value, value, edits);
    else edits.push(replacement(text, pair.to, pair.value, value));
  }
  if (left.size > 0) edits.push(addition(text, map, left));
}

/** Type and all: 1 is not 1.0. */
function isSame(old: Value, value: Value): boolean {
  return yamlText(old) === yamlText(value);
}

function keepsSome(map: PlacedMap, wanted: ValueMap): boolean {
  return map.entries.some(({ key }) => Object.hasOwn(wanted, key));
}

function replacement(text: string, keyEnd: number, old: PlacedValue, value: Value): Edit {
  const isOneLine = old.to > old.from && !text.slice(old.from, old.to).includes("\n");
  if (isOneLine && old.kind === "scalar") return { from: old.from, to: old.to, text: quotedAs(text[old.from], value) };
  const colon = text.indexOf(":", keyEnd);
  const end = Math.max(old.to, colon + 1);
  const tail = /\s*$/.exec(text.slice(colon + 1, end))?.[0] ?? "";
  return { from: colon + 1, to: end, text: ` ${yamlText(value)}${tail.includes("\n") ? "\n" : ""}` };
}

function quotedAs(quote: string | undefined, value: Value): string {
  if (typeof value !== "string" || /[^ -~]|['"\\]/.test(value)) return yamlText(value);
  return quote === "'" || quote === '"' ? quote + value + quote : yamlText(value);
}

/** The whole lines of an entry, or what stands between its commas. */
function removal(text: string, from: number, to: number): Edit {
  const start = text.lastIndexOf("\n", from - 1) + 1;
  const end = text.indexOf("\n", Math.max(from, to - 1));
  if (text.slice(start, from).trim() === "") return { from: start, to: end < 0 ? text.length : end + 1, text: "" };
  const after = /^\s*,\s*/.exec(text.slice(to));
  if (after) return { from, to: to + after[0].length, text: "" };
  const before = /\s*,\s*$/.exec(text.slice(0, from));
  return { from: before ? from - before[0].length : from, to, text: "" };
}

function addition(text: string, map: PlacedMap, added: ReadonlyMap<string, Value>): Edit {
  const pairs = [...added].map(([key, value]) => `${yamlText(key)}: ${yamlText(value)}`);
  const [first] = map.entries;
  if (text[map.from] === "{") {
    const at = map.to - 1;
    return { from: at, to: at, text: (first ? ", " : "") + pairs.join(", ") };
  }
  if (!first) return { from: text.length, to: text.length, text: `${pairs.join("\n")}\n` };
  const indent = " ".repeat(first.from - (text.lastIndexOf("\n", first.from - 1) + 1));
  const last = map.entries.at(-1)?.value.to ?? map.to;
  const newline = text[last - 1] === "\n" ? last - 1 : text.indexOf("\n", last);
  const lines = pairs.map((pair) => `\n${indent}${pair}`).join("");
  return newline < 0
    ? { from: text.length, to: text.length, text: lines }
    : { from: newline, to: newline, text: lines };
}
