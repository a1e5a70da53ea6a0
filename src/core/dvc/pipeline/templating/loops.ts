import type { PlacedValue } from "../../../yaml/placedValues";
import { keyText } from "../../mapKeys";
import type { Value } from "../../values";
import { type Context, type Node, nodeOf } from "./context";
import type { Templates } from "./templates";

/** One turn of a loop: the key of its stage, and the names that it sets. */
export interface Turn {
  readonly key: string;
  readonly names: Readonly<Record<string, Node>>;
}

export interface LoopOptions {
  readonly templates: Templates;
  readonly context: Context;
  complain(message: string, at: { readonly from: number; readonly to: number }): void;
}

const inserted = { label: "the loop" };

/** Undefined where the data are wrong; that was said then. */
export function foreachTurns(data: PlacedValue, options: LoopOptions): readonly Turn[] | undefined {
  const entries = entriesOf(data, options);
  if (entries === "unknown") return undefined;
  if (!entries) {
    options.complain("foreach: expected a list or keys and values", data);
    return undefined;
  }
  const turns = new Map<string, Turn>();
  const isList = entries.every(({ key }) => key === undefined);
  const isComposite = isList && entries.some(({ node }) => node.kind !== "leaf");
  entries.forEach(({ key, node, text }, index) => {
    const name = key ?? (isComposite ? String(index) : text);
    const names = { item: node, ...(isList ? {} : { key: textNode(name) }) };
    turns.set(name, { key: name, names });
  });
  return [...turns.values()];
}

/** All combinations, the last axis fastest. */
export function matrixTurns(
  axes: readonly { readonly name: string; readonly data: PlacedValue }[],
  options: LoopOptions,
): readonly Turn[] | undefined {
  let turns: readonly { parts: readonly string[]; items: ReadonlyMap<string, Node> }[] = [
    { parts: [], items: new Map() },
  ];
  for (const { name, data } of axes) {
    const entries = entriesOf(data, options);
    if (entries === "unknown") return undefined;
    if (!entries || entries.some(({ key }) => key !== undefined)) {
      options.complain(`matrix.${name}: expected a list`, data);
      return undefined;
    }
    if (turns.length * entries.length > 100_000) {
      options.complain("matrix: more than 100,000 stages", data);
      return undefined;
    }
    turns = turns.flatMap(({ parts, items }) =>
      entries.map(({ node, text }, index) => ({
        parts: [...parts, node.kind === "leaf" ? text : `${name}${index}`],
        items: new Map([...items, [name, node]]),
      })),
    );
  }
  const named = new Map<string, Turn>();
  for (const { parts, items } of turns) {
    const key = parts.join("-");
    const item: Node = { kind: "map", origin: inserted, path: "item", entries: new Map(items) };
    named.set(key, { key, names: { key: textNode(key), item } });
  }
  return [...named.values()];
}

interface Entry {
  /** Of keys and values. */
  readonly key?: string;
  readonly node: Node;
  /** Of a single value: what the key says. */
  readonly text: string;
}

/** Of a list or a map, written here or named by `${}`. */
function entriesOf(data: PlacedValue, options: LoopOptions): readonly Entry[] | undefined | "unknown" {
  const exact = options.templates.exact(data, options.context);
  if (exact === "unknown") return "unknown";
  if (exact) {
    if (exact.kind === "leaf") return undefined;
    if (exact.kind === "map") return [...exact.entries].map(([key, node]) => ({ key, node, text: "" }));
    return exact.items.map((node) => ({ node, text: textOfNode(node) }));
  }
  if (data.kind === "scalar") return undefined;
  if (data.kind === "map") {
    const entries: Entry[] = [];
    for (const pair of data.entries) {
      const key = options.templates.resolve(
        { kind: "scalar", from: pair.from, to: pair.to, value: pair.key },
        options.context,
        undefined,
      );
      const name = pair.isText ? keyText(key.kind === "scalar" ? key.value : pair.key) : plainKey(pair.key);
      entries.push({ key: name, ...itemOf(pair.value, options) });
    }
    return entries;
  }
  return data.items.map((item) => itemOf(item, options));
}

/** A value that is written in the loop keeps what `${}` alone in it stands for. */
function itemOf(item: PlacedValue, options: LoopOptions): { readonly node: Node; readonly text: string } {
  const exact = options.templates.exact(item, options.context);
  if (exact && exact !== "unknown") return { node: exact, text: textOfNode(exact) };
  const node = deepNode(item, options);
  return { node, text: node.kind === "leaf" ? literalText(node.value) : "" };
}

function deepNode(item: PlacedValue, options: LoopOptions): Node {
  const exact = options.templates.exact(item, options.context);
  if (exact && exact !== "unknown") return exact;
  const base = { origin: inserted, path: "item" };
  if (item.kind === "list") return { kind: "list", ...base, items: item.items.map((each) => deepNode(each, options)) };
  if (item.kind === "map")
    return {
      kind: "map",
      ...base,
      entries: new Map(
        item.entries.flatMap(({ key, isText, value }) => (isText ? [[key, deepNode(value, options)] as const] : [])),
      ),
    };
  return nodeOf(options.templates.resolve(item, options.context, undefined), inserted, "item");
}

function textNode(value: string): Node {
  return { kind: "leaf", origin: inserted, path: "key", value };
}

/** What Python's `str` says of a value that came out of a file: `True`, where one written here is `true`. */
function textOfNode(node: Node): string {
  return node.kind === "leaf" ? keyText(node.value) : "";
}

function literalText(value: Value): string {
  return typeof value === "boolean" ? String(value) : keyText(value);
}

/** `true:` is `true`, `~:` is `None`. */
function plainKey(written: string): string {
  if (/^(?:true|false)$/i.test(written)) return written.toLowerCase();
  return /^(?:~|null)?$/i.test(written) ? "None" : written;
}
