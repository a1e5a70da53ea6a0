import { type Document, isAlias, isMap, isScalar, isSeq, type Node, type Pair } from "yaml";
import { parseYaml } from "./parseYaml";
import type { PlacedPair, PlacedScalar, PlacedValue, ReadFault, Scalar } from "./placedValues";
import { isDate } from "./plainScalar";
import { scalarOf } from "./scalarOf";

const deepest = 100;
/** Names that lead to names: what they stand for altogether. */
const mostValues = 2_000_000;

class Refused extends Error {
  constructor(readonly fault: ReadFault) {
    super(fault.message);
  }
}

/** All of YAML, with the values that Python has of it. */
export function wholeYaml(text: string): { readonly root: PlacedValue } | { readonly fault: ReadFault } {
  const { doc, error } = parseYaml(text);
  if (error) {
    const [from, to] = error.pos;
    const message =
      error.code === "DUPLICATE_KEY"
        ? `the key '${text.slice(from, to)}' stands twice`
        : (error.message.split("\n", 1)[0] ?? "").replace(/ at line \d+, column \d+:?$/, "");
    return { fault: { message, from, to } };
  }
  try {
    return { root: readerOf(doc, text)(doc.contents, { from: 0, to: 0 }, 0) };
  } catch (thrown) {
    if (thrown instanceof Refused) return { fault: thrown.fault };
    throw thrown;
  }
}

interface Span {
  readonly from: number;
  readonly to: number;
}

function readerOf(doc: Document.Parsed, text: string): (node: unknown, above: Span, depth: number) => PlacedValue {
  let left = mostValues;

  function read(node: unknown, above: Span, depth: number): PlacedValue {
    const span = spanOf(node) ?? above;
    if (depth > deepest) throw new Refused({ message: "values stand too deep in each other", ...span });
    if (left-- <= 0) throw new Refused({ message: "too many values", ...span });
    if (isAlias(node)) {
      const target = node.resolve(doc);
      if (!target) throw new Refused({ message: `nothing is named '${node.source}'`, ...span });
      return { ...read(target, span, depth + 1), ...span };
    }
    if (isMap(node)) return { kind: "map", ...span, entries: pairsOf(node.items, span, depth) };
    if (isSeq(node)) return { kind: "list", ...span, items: node.items.map((item) => read(item, span, depth + 1)) };
    const scalar = readScalar(node, span);
    // the last line of a text in `|` has no line break where the file has none
    const isOpen = isScalar(node) && node.type?.startsWith("BLOCK") && !/\n$/.test(text) && span.to >= text.length;
    return isOpen ? { ...scalar, value: String(scalar.value).replace(/\n$/, "") } : scalar;
  }

  function pairsOf(pairs: readonly Pair[], above: Span, depth: number): readonly PlacedPair[] {
    const own = new Map<string, PlacedPair>();
    const merged = new Map<string, PlacedPair>();
    for (const { key, value } of pairs) {
      const span = spanOf(key) ?? above;
      const read_ = read(value, { from: span.to, to: span.to }, depth + 1);
      if (isScalar(key) && key.type === "PLAIN" && key.source === "<<") {
        for (const each of read_.kind === "list" ? read_.items : [read_])
          for (const pair of each.kind === "map" ? each.entries : [])
            if (!merged.has(pair.key)) merged.set(pair.key, pair);
        continue;
      }
      const name = isScalar(key) ? readScalar(key, span) : undefined;
      const isText = typeof name?.value === "string" && name.isDate !== true;
      const written = isScalar(key) ? (isText ? String(name?.value) : (key.source ?? String(key.value))) : String(key);
      own.set(written, { key: written, isText, ...span, value: read_ });
    }
    // as Python merges: what is brought in stands first, and an own key takes its place
    for (const [key, pair] of own) merged.set(key, pair);
    return [...merged.values()];
  }

  return read;
}

function readScalar(node: unknown, span: Span): PlacedScalar {
  if (!isScalar(node)) return { kind: "scalar", ...span, value: null };
  const { type, source = "", tag, value } = node;
  if (type === "PLAIN" && (tag === undefined || !/:str$/.test(tag))) {
    // over several lines it is one text
    const text = source.includes("\n") ? String(value) : source;
    return { kind: "scalar", ...span, value: scalarOf(text), ...(isDate(text) ? { isDate: true } : {}) };
  }
  return { kind: "scalar", ...span, value: plainOf(value ?? source) };
}

function plainOf(value: unknown): Scalar {
  return typeof value === "string" || typeof value === "number" || typeof value === "boolean" ? value : String(value);
}

function spanOf(node: unknown): Span | undefined {
  const range = (node as Node | null | undefined)?.range;
  return range ? { from: range[0], to: range[1] } : undefined;
}
