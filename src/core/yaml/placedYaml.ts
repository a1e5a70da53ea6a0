import { type Document, isAlias, isMap, isScalar, isSeq, type LineCounter, type Node } from "yaml";
import { parseYaml } from "./parseYaml";

/** Where something stands in a text; lines and columns from 1, the end is the first column after it. */
export interface Place {
  readonly line: number;
  readonly column: number;
  readonly end: { readonly line: number; readonly column: number };
}

/** A value of a YAML text with its place. */
export type Placed =
  | { readonly kind: "map"; readonly place: Place; readonly entries: readonly PlacedEntry[] }
  | { readonly kind: "list"; readonly place: Place; readonly items: readonly Placed[] }
  | {
      readonly kind: "value";
      readonly place: Place;
      readonly value: string | number | boolean | null;
      /** As it stands in the text: `1.0` is the number 1. */
      readonly written: string;
    };

export interface PlacedEntry {
  /** As it is written, also where YAML reads it as a number. */
  readonly key: string;
  readonly keyPlace: Place;
  readonly value: Placed;
}

export interface PlacedFault {
  readonly message: string;
  readonly place: Place;
}

const mostValues = 20_000;
const deepest = 50;

/** The text as values that know where they stand, or why it is no YAML. An empty text is a null. */
export function placedYaml(text: string): { readonly root: Placed } | { readonly fault: PlacedFault } {
  const { doc, error, lines } = parseYaml(text);
  if (error) {
    const message =
      error.code === "DUPLICATE_KEY"
        ? `the key '${text.slice(...error.pos)}' stands twice`
        : (error.message.split("\n", 1)[0] ?? "");
    return { fault: { message: message.replace(/ at line \d+, column \d+:?$/, ""), place: placeOf(lines, error.pos) } };
  }
  const whole = placeOf(lines, [0, 0]);
  const fault = { message: "too many values, or too deep", place: whole };
  let left = mostValues;

  function read(node: Node | null, above: Place, depth: number): Placed | undefined {
    if (left-- <= 0 || depth > deepest) return undefined;
    // what is written elsewhere is found fault with where it is spoken of
    if (isAlias(node)) return read(node.resolve(doc as Document) ?? null, placeOf(lines, node.range), depth + 1);
    const place = node?.range ? placeOf(lines, node.range) : above;
    if (isMap(node)) {
      const entries: PlacedEntry[] = [];
      for (const { key, value } of node.items) {
        const keyPlace = placeOf(lines, isScalar(key) ? key.range : undefined);
        const read_ = read(value as Node | null, keyPlace, depth + 1);
        if (read_ === undefined) return undefined;
        entries.push({ key: writtenKey(key), keyPlace, value: read_ });
      }
      return { kind: "map", place, entries };
    }
    if (isSeq(node)) {
      const items: Placed[] = [];
      for (const item of node.items) {
        const each = read(item as Node | null, place, depth + 1);
        if (each === undefined) return undefined;
        items.push(each);
      }
      return { kind: "list", place, items };
    }
    const value = plainOf(isScalar(node) ? node.value : null);
    return { kind: "value", place, value, written: (isScalar(node) ? node.source : undefined) ?? String(value ?? "") };
  }

  const root = read(doc.contents, whole, 0);
  return root === undefined ? { fault } : { root };
}

function writtenKey(key: unknown): string {
  if (!isScalar(key)) return String(key);
  return key.source ?? String(key.value);
}

function plainOf(value: unknown): string | number | boolean | null {
  if (typeof value === "string" || typeof value === "number" || typeof value === "boolean") return value;
  return value === null || value === undefined ? null : String(value);
}

function placeOf(lines: LineCounter, range: readonly number[] | null | undefined): Place {
  const [from = 0, to = from] = range ?? [];
  const [start, end] = [lines.linePos(from), lines.linePos(Math.max(from, to))];
  return {
    line: Math.max(1, start.line),
    column: Math.max(1, start.col),
    end: { line: Math.max(1, end.line), column: Math.max(1, end.col) },
  };
}
