import type { PlacedValue, Scalar } from "../../../yaml/placedValues";
import { isList, isMap, mapOf } from "../../mapKeys";
import type { Value } from "../../values";

/** Where a value of the context was written. */
export interface Origin {
  /** Shown to people: `params.yaml`, `vars[0]`. */
  readonly label: string;
  /** A file of params, from the project's root; not there for what dvc.yaml itself holds. */
  readonly file?: string;
}

/** A value that `${}` can name. */
export type Node = Leaf | ListNode | MapNode;

interface Common {
  readonly origin: Origin;
  /** Dotted, from the top of where it was written. */
  readonly path: string;
  /** Offsets in the text of the origin. */
  readonly at?: { readonly from: number; readonly to: number };
}

export interface Leaf extends Common {
  readonly kind: "leaf";
  readonly value: Scalar;
}

export interface ListNode extends Common {
  readonly kind: "list";
  readonly items: readonly Node[];
}

export interface MapNode extends Common {
  readonly kind: "map";
  readonly entries: Map<string, Node>;
}

/** Keys that are no text cannot be named, so they are left out. */
export function nodeOf(placed: PlacedValue, origin: Origin, path = ""): Node {
  const at = { from: placed.from, to: placed.to };
  const common = { origin, path, at };
  if (placed.kind === "scalar") return { kind: "leaf", ...common, value: placed.value };
  if (placed.kind === "list")
    return { kind: "list", ...common, items: placed.items.map((item, i) => nodeOf(item, origin, join(path, i))) };
  const entries = new Map<string, Node>();
  for (const { key, isText, from, to, value } of placed.entries) {
    if (!isText) continue;
    const node = nodeOf(value, origin, join(path, key));
    // to its name, which tells more than where its lines begin
    entries.set(key, node.kind === "leaf" ? node : { ...node, at: { from, to } });
  }
  return { kind: "map", ...common, entries };
}

/** Of a file whose places are not known. */
export function nodeOfValue(value: Value, origin: Origin, path = ""): Node {
  const common = { origin, path };
  if (isList(value))
    return { kind: "list", ...common, items: value.map((item, i) => nodeOfValue(item, origin, join(path, i))) };
  if (isMap(value)) {
    const entries = new Map<string, Node>();
    for (const [key, each] of Object.entries(value)) entries.set(key, nodeOfValue(each, origin, join(path, key)));
    return { kind: "map", ...common, entries };
  }
  return { kind: "leaf", ...common, value };
}

export function valueOfNode(node: Node): Value {
  if (node.kind === "leaf") return node.value;
  if (node.kind === "list") return node.items.map(valueOfNode);
  return mapOf([...node.entries].map(([key, each]) => [key, valueOfNode(each)] as const));
}

/** A name that is in the context twice. */
export class Redefined extends Error {
  constructor(
    readonly node: Node,
    readonly earlier: Node,
  ) {
    super(
      `'${node.path}' of ${node.origin.label} is in ${earlier.origin.label} already; a value can be set in one place only`,
    );
  }
}

/** Names and their values, as the files and `vars` before this point give them. */
export class Context {
  private constructor(
    private readonly entries: Map<string, Node>,
    /** File, then the keys that were taken of it; null when the whole was. */
    readonly loaded: Map<string, readonly string[] | null>,
  ) {}

  static empty(): Context {
    return new Context(new Map(), new Map());
  }

  /** One that can be added to without this one seeing it. */
  clone(): Context {
    return new Context(cloneEntries(this.entries), new Map(this.loaded));
  }

  /** With names of a loop before all others. */
  with(names: Readonly<Record<string, Node>>): Context {
    return new Context(new Map([...this.entries, ...Object.entries(names)]), new Map(this.loaded));
  }

  has(name: string): boolean {
    return this.entries.has(name);
  }

  /** Maps are merged; throws Redefined where one value would take another's place. */
  merge(update: MapNode): void {
    mergeEntries(this.entries, update.entries);
  }

  find(names: readonly string[]): Node | undefined {
    let node: Node | undefined = { kind: "map", origin: { label: "" }, path: "", entries: this.entries };
    for (const name of names) {
      if (node?.kind === "map") node = node.entries.get(name);
      else if (node?.kind === "list") node = /^[+-]?\d+$/.test(name) ? node.items.at(Number(name)) : undefined;
      else return undefined;
    }
    return node;
  }

  /** What `find` would know: for a suggestion. */
  namesBelow(names: readonly string[]): readonly string[] {
    const node = names.length === 0 ? undefined : this.find(names);
    if (names.length === 0) return [...this.entries.keys()];
    if (node?.kind === "map") return [...node.entries.keys()];
    return node?.kind === "list" ? node.items.map((_, i) => String(i)) : [];
  }
}

function cloneEntries(entries: ReadonlyMap<string, Node>): Map<string, Node> {
  const copy = new Map<string, Node>();
  for (const [key, node] of entries)
    copy.set(key, node.kind === "map" ? { ...node, entries: cloneEntries(node.entries) } : node);
  return copy;
}

function mergeEntries(into: Map<string, Node>, update: ReadonlyMap<string, Node>): void {
  for (const [key, node] of update) {
    const earlier = into.get(key);
    if (!earlier) into.set(key, node);
    else if (earlier.kind === "map" && node.kind === "map") mergeEntries(earlier.entries, node.entries);
    else throw new Redefined(node, earlier);
  }
}

function join(path: string, key: string | number): string {
  return path === "" ? String(key) : `${path}.${key}`;
}
