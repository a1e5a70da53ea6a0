import { entriesOf, isList, isMap } from "../dvc/mapKeys";
import { floatText } from "../dvc/pythonFloat";
import { type Value, type ValueMap, WholeFloat } from "../dvc/values";
import { isPlainText } from "./plainScalar";
import { type Shape, shapeOf } from "./scalarShape";

const width = 80;
const longestKey = 128;

/** A document of keys and values as dvc dumps it: blocks of two spaces, lists not indented, folded at 80 columns. */
export function writeYaml(map: ValueMap): string {
  return new Writer().document(map);
}

/** The same of one key at `indent`, as it stands inside a document. */
export function writeYamlEntry(key: string, value: Value, indent: number): string {
  return new Writer().entry(key, value, indent);
}

type Context = "map" | "list" | "key";

/** What is written depends on the column and on whether only indentation stands before it. */
class Writer {
  private out = "";
  private column = 0;
  private isIndentOnly = true;
  private isAfterSpace = true;

  document(map: ValueMap): string {
    if (entriesOf(map).length === 0) return "{}\n";
    this.map(map, 0);
    return this.ended();
  }

  entry(key: string, value: Value, indent: number): string {
    this.pair(key, value, indent);
    return this.ended();
  }

  private ended(): string {
    if (this.column > 0) this.lineBreak();
    return this.out;
  }

  private map(map: ValueMap, indent: number): void {
    for (const [key, value] of entriesOf(map)) this.pair(key, value, indent);
  }

  private pair(key: Value, value: Value, indent: number): void {
    this.toIndent(indent);
    if (isShortKey(key)) {
      this.scalar(key, indent, "key");
      this.mark(":", false, false);
      this.node(value, indent, "map");
      return;
    }
    this.mark("?", true, true);
    this.node(key, indent, "map");
    this.toIndent(indent);
    this.mark(":", true, true);
    this.node(value, indent, "map");
  }

  private node(value: Value, indent: number, context: Context): void {
    if (isList(value)) this.list(value, indent, context);
    else if (isMap(value)) this.inner(value, indent);
    else this.scalar(value, indent, context);
  }

  private inner(value: ValueMap, indent: number): void {
    if (entriesOf(value).length === 0) {
      this.mark("{", true, false);
      this.mark("}", false, false);
      return;
    }
    this.map(value, indent + 2);
  }

  private list(items: readonly Value[], indent: number, context: Context): void {
    if (items.length === 0) {
      this.mark("[", true, false);
      this.mark("]", false, false);
      return;
    }
    const deeper = context === "map" && !this.isIndentOnly ? indent : indent + 2;
    for (const item of items) {
      this.toIndent(deeper);
      this.mark("-", true, true);
      this.node(item, deeper, "list");
    }
  }

  private scalar(value: Value, indent: number, context: Context): void {
    const deeper = indent + 2;
    if (context === "list") this.toIndent(deeper);
    if (typeof value !== "string") {
      this.plain(plainOf(value), deeper, context !== "key");
      return;
    }
    const shape = shapeOf(value);
    const style = styleOf(value, shape, context === "key");
    if (style === "plain" && this.keepsSpaces(value, deeper, context !== "key")) return;
    if (style !== "double") this.single(value, deeper, context !== "key");
    else this.double(value, deeper, context !== "key");
  }

  private mark(text: string, needsSpace: boolean, keepsIndent: boolean): void {
    this.put(this.isAfterSpace || !needsSpace ? text : ` ${text}`);
    this.isAfterSpace = text === "{" || text === "[";
    this.isIndentOnly = this.isIndentOnly && keepsIndent;
  }

  private put(text: string): void {
    this.out += text;
    this.column += text.length;
  }

  private lineBreak(sign = "\n"): void {
    this.out += sign;
    this.column = 0;
    this.isAfterSpace = true;
    this.isIndentOnly = true;
  }

  private toIndent(indent: number): void {
    if (!this.isIndentOnly || this.column > indent || (this.column === indent && !this.isAfterSpace)) this.lineBreak();
    if (this.column < indent) {
      this.isAfterSpace = true;
      this.put(" ".repeat(indent - this.column));
    }
  }

  /** A broken line inside a scalar. */
  private fold(indent: number): void {
    this.toIndent(indent);
    this.isAfterSpace = false;
    this.isIndentOnly = false;
  }

  /** Writes it, or nothing where a line would break at several spaces: those read back as one, which dvc overlooks. */
  private keepsSpaces(text: string, indent: number, mayFold: boolean): boolean {
    if (!text.includes("  ")) {
      this.plain(text, indent, mayFold);
      return true;
    }
    const { out, column, isIndentOnly, isAfterSpace } = this;
    this.plain(text, indent, mayFold);
    if (!/ {2}\n/.test(this.out.slice(out.length))) return true;
    Object.assign(this, { out, column, isIndentOnly, isAfterSpace });
    return false;
  }

  private plain(text: string, indent: number, mayFold: boolean): void {
    if (text === "") return;
    if (!this.isAfterSpace) this.put(" ");
    this.isAfterSpace = false;
    this.isIndentOnly = false;
    for (const part of text.split(/( +)/)) {
      if (part === "") continue;
      if (part[0] !== " ") {
        // a long word has a line of its own; the space before it stays where it was
        const length = lengthOf(part);
        if (this.column + length > width && this.column > indent) this.toIndent(indent);
        this.out += part;
        this.column += length;
      } else if (part.length === 1 && this.column >= width && mayFold) this.fold(indent);
      else this.put(part);
    }
  }

  private single(text: string, indent: number, mayFold: boolean): void {
    this.mark("'", true, false);
    let at = 0;
    for (const part of text.split(/( +|[\x85\u2028\u2029]+)/)) {
      const isInside = at > 0 && at + part.length < text.length;
      at += part.length;
      if (part === " " && this.column > width && mayFold && isInside) this.toIndent(indent);
      else if (/^[\x85\u2028\u2029]/.test(part)) {
        for (const each of part) this.lineBreak(each);
        this.toIndent(indent);
      } else {
        const doubled = part.replaceAll("'", "''");
        this.out += doubled;
        this.column += lengthOf(doubled);
      }
    }
    this.mark("'", false, false);
  }

  private double(given: string, indent: number, mayFold: boolean): void {
    this.mark('"', true, false);
    const text = [...given];
    let start = 0;
    for (let end = 0; end <= text.length; end++) {
      const char = text[end];
      const written = char === undefined ? "" : escapeOf(char);
      if (char === undefined || written !== char) {
        this.out += text.slice(start, end).join("");
        this.column += Math.max(0, end - start);
        start = Math.max(start, end);
        if (char !== undefined) {
          this.put(written);
          start = end + 1;
        }
      }
      const mayBreak = end > 0 && end < text.length - 1 && (char === " " || start >= end) && mayFold;
      if (mayBreak && this.column + (end - start) > width) start = this.foldDouble(text, start, end, indent);
    }
    this.mark('"', false, false);
  }

  /** Breaks the line before `end`; answers where what is not written yet starts. */
  private foldDouble(text: readonly string[], start: number, end: number, indent: number): number {
    const needsBackslash = !breaksAtSpace(text, start, end);
    this.out += text.slice(start, end).join("") + (needsBackslash ? "\\" : "");
    this.fold(indent);
    const next = Math.max(start, end);
    if (text[next] !== " ") return next;
    if (!needsBackslash) return next + 1;
    this.put("\\");
    return next;
  }
}

/** Whether the break can stand for the space at `end`; ruamel looks at the word behind it, and so do we. */
function breaksAtSpace(text: readonly string[], start: number, end: number): boolean {
  let space = text.indexOf(" ", end);
  if (space < 0) return false;
  const newline = text.indexOf("\n", end);
  if (newline >= 0 && newline < space) space = newline;
  const after = text[space + 1];
  if (after === undefined) return false;
  if (text[space] === "\n" && after !== " ") return false;
  const between = text.slice(end, space);
  const doubled = text[end - 1] === " " && text[end] === " ";
  return (
    !between.includes('"') && !between.includes("'") && after !== " " && after !== "\n" && !doubled && start !== end
  );
}

function plainOf(value: Value): string {
  if (value === null) return "";
  if (typeof value === "boolean" || typeof value === "bigint") return String(value);
  const number = value instanceof WholeFloat ? value.value : (value as number);
  if (typeof value === "number" && Number.isInteger(value)) return String(value);
  if (Number.isNaN(number)) return ".nan";
  if (!Number.isFinite(number)) return number > 0 ? ".inf" : "-.inf";
  return floatText(number);
}

function styleOf(text: string, shape: Shape, isKey: boolean): "plain" | "single" | "double" {
  const isSimple = !(isKey && (text === "" || shape.hasBreaks));
  if (isSimple && shape.plain && isPlainText(text)) return "plain";
  if (text.includes("'") || text.includes("\n")) return "double";
  return shape.single && !(isKey && shape.hasBreaks) ? "single" : "double";
}

/** A longer one, or one with line breaks, is written with a question mark before it. */
function isShortKey(key: Value): boolean {
  const text = typeof key === "string" ? key : plainOf(key);
  const tag = typeof key === "string" || typeof key === "bigint" || Number.isInteger(key) ? 5 : tagLength(key);
  return lengthOf(text) + tag < longestKey && !(typeof key === "string" && shapeOf(key).hasBreaks);
}

function tagLength(key: Value): number {
  return key === null || typeof key === "boolean" ? 6 : 7; // !!null, !!bool, !!float
}

function lengthOf(text: string): number {
  let pairs = 0;
  for (let at = 0; at < text.length; at++) if ((text.charCodeAt(at) & 0xfc00) === 0xd800) pairs++;
  return text.length - pairs;
}

const escapes: ReadonlyMap<string, string> = new Map([
  ["\0", "\\0"],
  ["\x07", "\\a"],
  ["\b", "\\b"],
  ["\t", "\\t"],
  ["\n", "\\n"],
  ["\v", "\\v"],
  ["\f", "\\f"],
  ["\r", "\\r"],
  ["\x1b", "\\e"],
  ['"', '\\"'],
  ["\\", "\\\\"],
  ["\x85", "\\N"],
  ["\u2028", "\\L"],
  ["\u2029", "\\P"],
]);

function escapeOf(char: string): string {
  const known = escapes.get(char);
  if (known !== undefined) return known;
  const code = char.codePointAt(0) ?? 0;
  const isPrintable =
    (code >= 0x20 && code <= 0x7e) ||
    (code >= 0xa0 && code <= 0xd7ff) ||
    (code >= 0xe000 && code <= 0xfffd && code !== 0xfeff) ||
    code >= 0x10000;
  if (isPrintable) return char;
  const hex = code.toString(16).toUpperCase();
  return code <= 0xff ? `\\x${hex.padStart(2, "0")}` : `\\u${hex.padStart(4, "0")}`;
}
