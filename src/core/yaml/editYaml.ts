import { Document, isMap, isScalar, type LineCounter, type Pair, parseDocument, YAMLMap } from "yaml";
import { parseYaml } from "./parseYaml";

/** A YAML text that does not read, and where. */
export class YamlFault extends Error {
  constructor(
    message: string,
    /** From 1. */
    readonly line: number,
  ) {
    super(message);
    this.name = "YamlFault";
  }
}

/** A document that is changed in places. Only what stands under a changed key at the top is written anew, comments and all. */
export interface YamlEdit {
  /** The plain value at a path of keys; undefined when there is none. */
  get(path: readonly string[]): unknown;
  /** Keys on the way that are not there, or have no value, are made. */
  set(path: readonly string[], value: unknown): void;
  /** Says whether it was there. What is empty afterwards goes too. */
  remove(path: readonly string[]): boolean;
  text(): string;
}

/** Throws a YamlFault for what is no YAML or has no keys at its top. */
export function editYaml(text: string): YamlEdit {
  const { doc, error, lines } = parseYaml(text);
  if (error) throw new YamlFault(firstLine(error.message), lineOf(lines, error.pos[0]));
  if (doc.contents !== null && !isMap(doc.contents)) throw new YamlFault("expected keys and values", 1);
  const blocks = blocksOf(doc.contents, text);
  const changed = new Set<string>();

  /** The path with the keys as they are written: `2024:` is a number to YAML. */
  const written = (path: readonly string[]): unknown[] => {
    const found: unknown[] = [];
    for (const name of path) {
      const above: unknown = found.length === 0 ? doc.contents : doc.getIn(found, true);
      const keys = isMap(above) ? above.items.map(({ key }) => (isScalar(key) ? key.value : key)) : [];
      found.push(keys.find((key) => String(key ?? "") === name) ?? name);
    }
    return found;
  };

  /** Throws where a value that is no map stands in the way. */
  const open = (path: readonly unknown[]) => {
    for (let depth = 1; depth <= path.length; depth++) {
      const on = path.slice(0, depth);
      const node: unknown = doc.getIn(on, true);
      if (node === undefined || isMap(node)) continue;
      if (doc.getIn(on) === null) doc.deleteIn(on);
      else throw new YamlFault(`'${on.join(".")}' is no list of keys and values`, placeOf(lines, node));
    }
  };

  return {
    get(path) {
      const node: unknown = doc.getIn(written(path), true);
      try {
        return isNode(node) ? node.toJS(doc) : node;
      } catch (thrown) {
        // names that lead to names without end
        throw new YamlFault(messageOf(thrown), placeOf(lines, node));
      }
    },
    set(path, value) {
      const on = written(path);
      open(on.slice(0, -1));
      changed.add(path[0] ?? "");
      doc.setIn(on, doc.createNode(value));
    },
    remove(path) {
      const on = written(path);
      if (!doc.hasIn(on)) return false;
      changed.add(path[0] ?? "");
      doc.deleteIn(on);
      for (let depth = on.length - 1; depth > 0; depth--) {
        const above: unknown = doc.getIn(on.slice(0, depth), true);
        if (!isMap(above) || above.items.length > 0) break;
        doc.deleteIn(on.slice(0, depth));
      }
      return true;
    },
    text() {
      let result = text;
      const pairs = isMap(doc.contents) ? doc.contents.items : [];
      // from the end on, so that places before it stay right
      const keys = [...changed].sort(
        (a, b) => (blocks.get(b)?.from ?? text.length) - (blocks.get(a)?.from ?? text.length),
      );
      for (const key of keys) {
        const { from, to } = blocks.get(key) ?? { from: text.length, to: text.length };
        const [before, after] = [result.slice(0, from), result.slice(to)];
        const isOpen = !/(^\uFEFF?|\n)$/.test(before);
        const block = withoutCommentsOf(after, writeBlock(key, pairs));
        result = before + (isOpen && block ? "\n" : "") + block + after;
      }
      const isWindows = text.includes("\r\n");
      const whole = isWindows ? result.replace(/\r?\n/g, "\r\n") : result;
      try {
        return saysTheSame(whole, doc) ? whole : doc.toString({ lineWidth: 0 });
      } catch (thrown) {
        throw new YamlFault(messageOf(thrown), 1); // elsewhere is a name for what would go
      }
    },
  };
}

interface Block {
  readonly from: number;
  readonly to: number;
}

const deeperComments = /^(?:[ \t]+#[^\n]*(?:\n|$))*/;
const restOfLine = /^[^\n]*(?:\n|$)(?:[ \t]+#[^\n]*(?:\n|$))*/;

/** The lines of each key at the top: up to the end of its value, and comments that stand deeper than the key. */
function blocksOf(contents: unknown, text: string): Map<string, Block> {
  const blocks = new Map<string, Block>();
  if (!isMap(contents)) return blocks;
  for (const { key, value } of contents.items) {
    if (!isScalar(key) || !key.range) continue;
    const end = Math.max(key.range[1], rangeOf(value)?.[1] ?? 0);
    const isLineEnd = text[end - 1] === "\n";
    const rest = (isLineEnd ? deeperComments : restOfLine).exec(text.slice(end))?.[0] ?? "";
    blocks.set(String(key.value), { from: key.range[0], to: end + rest.length });
  }
  return blocks;
}

/** Nothing when the key is gone, or cannot stand by itself because it speaks of what is named elsewhere. */
function writeBlock(name: string, pairs: readonly Pair<unknown, unknown>[]): string {
  const pair = pairs.find(({ key }) => (isScalar(key) ? key.value === name : key === name));
  if (!pair) return "";
  const alone = new YAMLMap();
  alone.set(name, pair.value);
  const doc = new Document();
  doc.contents = alone;
  try {
    return doc.toString({ lineWidth: 0 });
  } catch {
    return ""; // the whole is written anew then
  }
}

/** To the library, comments below the last deeper one belong to the block as well; they stand after it already. */
function withoutCommentsOf(after: string, block: string): string {
  const comments = commentsIn(/^(?:[ \t]*(?:#[^\n]*)?\n)*/.exec(after)?.[0] ?? "");
  const lines = block.trimEnd().split("\n");
  const last = lines.findLastIndex((line) => line.trim() !== "" && !line.trimStart().startsWith("#"));
  const own = commentsIn(lines.slice(last + 1).join("\n"));
  if (comments.length === 0 || own.slice(-comments.length).join("\n") !== comments.join("\n")) return block;
  let left = comments.length;
  while (left > 0) if (lines.pop()?.trim()) left--;
  return `${lines.join("\n").trimEnd()}\n`;
}

function commentsIn(text: string): string[] {
  return text.split("\n").flatMap((line) => line.trim() || []);
}

/** Where lines were cut wrong (a document in braces, a name defined elsewhere), the whole is written anew. */
function saysTheSame(text: string, wanted: Document): boolean {
  const read = parseDocument(text, { uniqueKeys: false, prettyErrors: false });
  return read.errors.length === 0 && JSON.stringify(read.toJS() ?? {}) === JSON.stringify(wanted.toJS() ?? {});
}

interface Plain {
  toJS(doc: unknown): unknown;
}

function isNode(value: unknown): value is Plain {
  return typeof value === "object" && value !== null && "toJS" in value;
}

function lineOf(lines: LineCounter, offset: number): number {
  return Math.max(1, lines.linePos(offset).line);
}

function placeOf(lines: LineCounter, node: unknown): number {
  return lineOf(lines, rangeOf(node)?.[0] ?? 0);
}

function rangeOf(node: unknown): readonly number[] | undefined {
  return typeof node === "object" && node !== null
    ? ((node as { range?: readonly number[] }).range ?? undefined)
    : undefined;
}

function messageOf(thrown: unknown): string {
  return firstLine(thrown instanceof Error ? thrown.message : String(thrown));
}

/** The rest of yaml's messages draws the place. */
function firstLine(message: string): string {
  return (message.split("\n", 1)[0] ?? "").replace(/ at line \d+, column \d+:?$/, "");
}
