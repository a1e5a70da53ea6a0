import {
  type Document,
  isAlias,
  isMap,
  isScalar,
  isSeq,
  type LineCounter,
  type Node,
  type Pair,
  type Scalar,
} from "yaml";
import { keyIdentity, keyText, mapOf } from "../dvc/mapKeys";
import type { Value } from "../dvc/values";
import { YamlFault } from "./editYaml";
import { parseYaml } from "./parseYaml";
import { isDate, plainScalar } from "./plainScalar";
import type { ReadValues } from "./readValues";

/** A YAML 1.2 document with Python's numbers, as dvc reads it. Throws a YamlFault that names the line. */
export function readWhole(text: string): ReadValues {
  const { doc, error, lines } = parseYaml(text, "failsafe");
  if (error) {
    const message =
      error.code === "DUPLICATE_KEY" ? `the key '${text.slice(...error.pos)}' stands twice` : error.message;
    throw new YamlFault(firstLine(message), lineOf(lines, error.pos[0]));
  }
  return new Reading(doc, lines).read();
}

const deepest = 200;
const mostValues = 5_000_000;

class Reading {
  private readonly dates: { line: number; text: string }[] = [];
  private readonly open = new Set<unknown>();
  private left = mostValues;

  constructor(
    private readonly doc: Document.Parsed,
    private readonly lines: LineCounter,
  ) {}

  read(): ReadValues {
    const value = this.valueOf(this.doc.contents);
    return { value, dates: this.dates };
  }

  private valueOf(given: unknown): Value {
    const node = given as Node | null;
    if (node === null || node === undefined) return null;
    if (this.left-- <= 0) throw this.fault(node, "names that lead to more values than can be held");
    if (isAlias(node)) {
      const named = node.resolve(this.doc);
      if (named === undefined) throw this.fault(node, `there is no '&${node.source}'`);
      return this.valueOf(named);
    }
    if (isScalar(node)) return this.scalarOf(node);
    if (this.open.has(node)) throw this.fault(node, "a value that contains itself");
    if (this.open.size > deepest) throw this.fault(node, "values too deep in each other");
    this.checkTag(node, ["tag:yaml.org,2002:map", "tag:yaml.org,2002:seq", "!"]);
    this.open.add(node);
    try {
      if (isSeq(node)) return node.items.map((item) => this.valueOf(item));
      if (isMap(node)) return mapOf(this.entriesOf(node.items));
    } finally {
      this.open.delete(node);
    }
    throw this.fault(node, "no value");
  }

  /** What is merged in comes first, and what the map itself has takes its place. */
  private entriesOf(pairs: readonly Pair[]): [Value, Value][] {
    const merged: [Value, Value][] = [];
    const own: [Value, Value][] = [];
    const seen = new Set<string>();
    for (const { key, value } of pairs) {
      if (isScalar(key) && key.type === "PLAIN" && key.value === "<<") merged.push(...this.mergedOf(value));
      else {
        const name = this.keyOf(key);
        const identity = keyIdentity(name);
        if (seen.has(identity)) throw this.fault(key, `the key '${keyText(name)}' stands twice`);
        seen.add(identity);
        own.push([name, this.valueOf(value)]);
      }
    }
    if (merged.length === 0) return own;
    const found = new Map<string, [Value, Value]>();
    for (const entry of [...merged, ...own]) found.set(keyText(entry[0]), entry);
    return [...found.values()];
  }

  /** Of a list of maps the first has the word. */
  private mergedOf(given: unknown): [Value, Value][] {
    const node = isAlias(given) ? given.resolve(this.doc) : given;
    if (isMap(node)) return this.open.has(node) ? [] : this.entriesOf(node.items);
    if (isSeq(node)) return [...node.items].reverse().flatMap((item) => this.mergedOf(item));
    throw this.fault(given, "expected a map, or a list of maps, after '<<'");
  }

  private keyOf(node: unknown): Value {
    const key = this.valueOf(node);
    if (typeof key === "object" && key !== null && !("value" in key)) throw this.fault(node, "a list or map as a key");
    return key;
  }

  private scalarOf(node: Scalar): Value {
    const text = String(node.value ?? "");
    const kind = node.tag?.replace(/^tag:yaml\.org,2002:/, "");
    if (kind === undefined || kind === "") return node.type === "PLAIN" ? this.plainOf(node, text) : text;
    if (kind === "str" || kind === "!") return text;
    const value = plainScalar(text);
    if (kind === "int" && (typeof value === "bigint" || Number.isInteger(value))) return value;
    if (kind === "float" && typeof value !== "string")
      return typeof value === "object" ? value : plainScalar(`${text}.`);
    if (kind === "bool" && typeof value === "boolean") return value;
    if (kind === "null" && value === null) return value;
    if (kind === "timestamp") return this.plainOf(node, text);
    throw this.fault(node, `'${text}' is no ${kind}`);
  }

  private plainOf(node: Scalar, text: string): Value {
    if (isDate(text)) this.dates.push({ line: this.lineAt(node), text });
    return plainScalar(text);
  }

  private checkTag(node: Node, known: readonly string[]): void {
    const tag = "tag" in node ? node.tag : undefined;
    if (typeof tag === "string" && !known.includes(tag)) throw this.fault(node, `the tag '${tag}' is not known`);
  }

  private lineAt(node: unknown): number {
    return lineOf(this.lines, (node as Node | null)?.range?.[0] ?? 0);
  }

  private fault(node: unknown, message: string): YamlFault {
    return new YamlFault(message, this.lineAt(node));
  }
}

function lineOf(lines: LineCounter, offset: number): number {
  return Math.max(1, lines.linePos(offset).line);
}

function firstLine(message: string): string {
  return (message.split("\n", 1)[0] ?? "").replace(/ at line \d+, column \d+:?$/, "");
}
