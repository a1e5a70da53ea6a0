import { keyIdentity, mapOf } from "../dvc/mapKeys";
import type { Value } from "../dvc/values";
import { isDate, plainScalar } from "./plainScalar";
import { type Quoted, readQuoted } from "./readQuoted";
import type { ReadValues } from "./readValues";

/**
 * Reads what dvc writes and people write by hand: blocks of keys and lists, words with or without quotes, folded
 * lines, comments. Undefined for a text with anything else in it (names for values, braces, faults), which is left to
 * the library.
 */
export function readPlainYaml(text: string): ReadValues | undefined {
  if (foreign.test(text)) return undefined;
  const reader = new PlainReader(text);
  try {
    return { value: reader.read(), dates: reader.dates };
  } catch (thrown) {
    if (thrown instanceof NotPlain) return undefined;
    throw thrown;
  }
}

/** All but printable characters and line ends. */
const foreign = /[^\n -~\u00a0-\u2027\u202a-\ufefe\uff00-\ufffd]|^(?:---|\.\.\.)/m;
const blank = /^ *(?:#.*)?$/;
const indicators = new Set("?:,[]{}#&*!|>'\"%@`");
const deepest = 100;

class NotPlain {}

class PlainReader {
  readonly dates: { line: number; text: string }[] = [];
  private at = 0;
  private depth = 0;

  private readonly lines: string[] = [];
  /** Of each line its number in the text, from 0: empty ones and comments are left out. */
  private readonly numbers: number[] = [];

  constructor(text: string) {
    for (const [number, line] of text.split("\n").entries()) {
      if (blank.test(line)) continue;
      this.lines.push(line);
      this.numbers.push(number);
    }
  }

  read(): Value {
    if (this.lines.length === 0) return null;
    if (indentOf(this.lines[0] as string) !== 0) throw new NotPlain();
    const value = this.block(0);
    if (this.at < this.lines.length) throw new NotPlain();
    return value;
  }

  private block(indent: number): Value {
    if (++this.depth > deepest) throw new NotPlain();
    const value = isDash(this.lines[this.at] as string, indent) ? this.list(indent) : this.map(indent);
    this.depth--;
    return value;
  }

  private list(indent: number): Value[] {
    const items: Value[] = [];
    for (let line = this.lines[this.at]; line !== undefined && indentOf(line) === indent; line = this.lines[this.at]) {
      if (!isDash(line, indent)) break;
      const start = contentAt(line, indent + 1);
      if (isEnd(line, start)) {
        this.at++;
        items.push(this.below(indent));
      } else if (isDash(line, start) || this.keyAt(line, start) !== undefined) {
        this.lines[this.at] = " ".repeat(start) + line.slice(start);
        items.push(this.block(start));
      } else items.push(this.scalar(line, start, indent));
    }
    return items;
  }

  private map(indent: number): Value {
    const map: Record<string, Value> = {};
    let entries: [Value, Value][] | undefined;
    const names = new Set<string>();
    for (let line = this.lines[this.at]; line !== undefined && indentOf(line) === indent; line = this.lines[this.at]) {
      const key = isDash(line, indent) ? undefined : this.keyAt(line, indent);
      if (key === undefined || names.has(key.text)) throw new NotPlain();
      names.add(key.text);
      const start = contentAt(line, key.end);
      let value: Value;
      if (!isEnd(line, start)) value = this.scalar(line, start, indent);
      else {
        this.at++;
        const next = this.lines[this.at];
        value =
          next !== undefined && indentOf(next) === indent && isDash(next, indent)
            ? this.block(indent)
            : this.below(indent);
      }
      const meaning = key.quoted ? key.text : plainScalar(key.text);
      if (entries === undefined && (typeof meaning !== "string" || isOdd(meaning))) entries = Object.entries(map);
      if (entries === undefined) map[key.text] = value;
      else entries.push([meaning, value]);
    }
    if (entries === undefined) return map;
    if (new Set(entries.map(([key]) => keyIdentity(key))).size < entries.length) throw new NotPlain();
    return mapOf(entries);
  }

  /** The value of a key, or item, whose line ends there: deeper lines, or nothing. */
  private below(indent: number): Value {
    const next = this.lines[this.at];
    if (next === undefined) return null;
    const deeper = indentOf(next);
    if (deeper <= indent) return null;
    if (isDash(next, deeper) || this.keyAt(next, deeper) !== undefined) return this.block(deeper);
    return this.scalar(next, deeper, indent);
  }

  private keyAt(line: string, start: number): { text: string; end: number; quoted: boolean } | undefined {
    const first = line[start] as string;
    if (first === "'" || first === '"') {
      const found = readQuoted([line], 0, start, -1);
      if (found === undefined || line[found.end] !== ":" || !isSpaceOrEnd(line, found.end + 1)) return undefined;
      return { text: found.text, end: found.end + 1, quoted: true };
    }
    const colon = colonAt(line, start);
    if (colon < 0) return undefined;
    const text = line.slice(start, colon);
    if (indicators.has(first) || text.endsWith(" ") || text === "<<" || text === "=" || text.includes(" #")) {
      throw new NotPlain();
    }
    return { text, end: colon + 1, quoted: false };
  }

  private scalar(line: string, start: number, indent: number): Value {
    const first = line[start] as string;
    if (first === "'" || first === '"') return this.quoted(start, indent);
    const [rest = "", comment] = splitComment(line.slice(start));
    if (rest === "{}" || rest === "[]") {
      this.at++;
      this.refuseMore(indent);
      return rest === "{}" ? {} : [];
    }
    if (indicators.has(first) || isDash(rest, 0)) throw new NotPlain();
    const from = this.at;
    let text = this.plainPart(rest);
    for (this.at++; this.at < this.lines.length; this.at++) {
      const next = this.lines[this.at] as string;
      if (indentOf(next) <= indent) break;
      if (comment !== undefined || this.hasGap(from)) throw new NotPlain();
      text += ` ${this.plainPart(next.trim())}`;
    }
    if (text === "=") throw new NotPlain();
    if (isDate(text)) this.dates.push({ line: (this.numbers[from] ?? 0) + 1, text });
    return plainScalar(text);
  }

  private plainPart(part: string): string {
    if (part === "" || colonAt(part, 0) >= 0 || part.startsWith("#") || part.includes(" #")) throw new NotPlain();
    return part;
  }

  private quoted(start: number, indent: number): Value {
    const found: Quoted | undefined = readQuoted(this.lines, this.at, start, indent);
    if (found === undefined) throw new NotPlain();
    const line = this.lines[found.line] as string;
    const end = contentAt(line, found.end);
    if (end < line.length && (line[end] !== "#" || end === found.end)) throw new NotPlain();
    const from = this.at;
    this.at = found.line;
    if (this.hasGap(from)) throw new NotPlain();
    this.at++;
    this.refuseMore(indent);
    return found.text;
  }

  /** An empty line in a text is a line break, and a comment its end. */
  private hasGap(from: number): boolean {
    return (this.numbers[this.at] ?? 0) - (this.numbers[from] ?? 0) !== this.at - from;
  }

  /** After a value that ended on its line, nothing deeper may follow. */
  private refuseMore(indent: number): void {
    const next = this.lines[this.at];
    if (next !== undefined && indentOf(next) > indent) throw new NotPlain();
  }
}

/** Keys that an object does not keep where they were put, or not at all. */
function isOdd(key: string): boolean {
  return key === "__proto__" || /^\d+$/.test(key);
}

function indentOf(line: string): number {
  return contentAt(line, 0);
}

function contentAt(line: string, from: number): number {
  let at = from;
  while (line.charCodeAt(at) === 32) at++;
  return at;
}

function isDash(line: string, at: number): boolean {
  return line.charCodeAt(at) === 45 && isSpaceOrEnd(line, at + 1);
}

/** What follows is nothing, or a comment. */
function isEnd(line: string, at: number): boolean {
  return at >= line.length || (line[at] === "#" && line[at - 1] === " ");
}

function splitComment(text: string): string[] {
  const hash = text.indexOf(" #");
  return hash < 0 ? [text.trimEnd()] : [text.slice(0, hash).trimEnd(), text.slice(hash)];
}

function isSpaceOrEnd(line: string, at: number): boolean {
  return at >= line.length || line.charCodeAt(at) === 32;
}

/** The colon that ends a key. */
function colonAt(line: string, start: number): number {
  for (let at = line.indexOf(":", start); at >= 0; at = line.indexOf(":", at + 1))
    if (isSpaceOrEnd(line, at + 1)) return at;
  return -1;
}
