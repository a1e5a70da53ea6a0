import type { PlacedPair, PlacedValue, Scalar } from "./placedValues";
import { isDate } from "./plainScalar";
import { scalarOf } from "./scalarOf";

interface Line {
  readonly indent: number;
  /** Of the first character after the indent. */
  readonly from: number;
  /** Without blanks at its end. */
  readonly to: number;
}

/** Anything but plain keys, lists and texts: another reader has to look. */
class Unsure extends Error {}

/**
 * The YAML that people and dvc write for pipelines: indented keys and lists, texts on a line or folded below, `|` and
 * `>`, and small lists and maps in brackets. Undefined for whatever else, be it right or wrong.
 */
export function quickYaml(text: string): PlacedValue | undefined {
  // tabs, carriage returns, documents, directives, byte order marks
  if (/[\t\r\uFEFF\u0085\u2028\u2029]|^(?:---|\.\.\.|%)/m.test(text)) return undefined;
  const { stackTraceLimit } = Error;
  Error.stackTraceLimit = 0;
  try {
    return new Reader(text).read();
  } catch (thrown) {
    if (thrown instanceof Unsure) return undefined;
    throw thrown;
  } finally {
    Error.stackTraceLimit = stackTraceLimit;
  }
}

function unsure(): never {
  throw new Unsure();
}

class Reader {
  private readonly lines: Line[] = [];
  private at = 0;
  private depth = 0;

  constructor(private readonly text: string) {
    for (let start = 0; start <= text.length; ) {
      const next = text.indexOf("\n", start);
      const end = next === -1 ? text.length : next;
      let [from, to] = [start, end];
      while (from < end && text.charCodeAt(from) === 32) from++;
      while (to > from && text.charCodeAt(to - 1) === 32) to--;
      this.lines.push({ indent: from - start, from, to });
      start = end + 1;
    }
  }

  read(): PlacedValue {
    this.skip();
    if (this.at >= this.lines.length) return { kind: "scalar", from: 0, to: 0, value: null };
    const root = this.block(this.here.indent);
    this.skip();
    if (this.at < this.lines.length) unsure();
    return root;
  }

  private get here(): Line {
    return this.lines[this.at] ?? unsure();
  }

  /** Past empty lines and comments. */
  private skip(): void {
    for (; this.at < this.lines.length; this.at++) {
      const { from, to } = this.here;
      if (from < to && this.text[from] !== "#") return;
    }
  }

  private isDash(from: number, to: number): boolean {
    return this.text[from] === "-" && (from + 1 === to || this.text[from + 1] === " ");
  }

  /** A list or a map whose lines stand at an indent. */
  private block(indent: number): PlacedValue {
    if (++this.depth > 50) unsure();
    const { from, to } = this.here;
    const value = this.isDash(from, to) ? this.list(indent) : this.map(indent, from);
    this.depth--;
    return value;
  }

  /** Whether another line of the block stands here; one that stands deeper is not ours to judge. */
  private goesOn(indent: number): boolean {
    this.skip();
    const line = this.lines[this.at];
    if (!line || line.indent < indent) return false;
    return line.indent === indent || unsure();
  }

  private list(indent: number): PlacedValue {
    const items: PlacedValue[] = [];
    const start = this.here.from;
    let end = start;
    while (this.goesOn(indent)) {
      const { from, to } = this.here;
      if (!this.isDash(from, to)) {
        // a list may stand as deep as its key: the key below it goes on
        if (items.length > 0) break;
        unsure();
      }
      let first = from + 1;
      while (first < to && this.text[first] === " ") first++;
      const item =
        first >= to || this.text[first] === "#"
          ? this.below(indent, from + 1, false)
          : this.isDash(first, to) || this.keyEnd(first, to) !== undefined
            ? this.inner(indent + first - from, first)
            : this.inline(first, indent);
      items.push(item);
      end = item.to;
    }
    return { kind: "list", from: start, to: end, items };
  }

  /** `- key: value` and `- - value`: a block that begins behind a dash. */
  private inner(indent: number, first: number): PlacedValue {
    const line = this.here;
    this.lines[this.at] = { indent, from: first, to: line.to };
    return this.block(indent);
  }

  private map(indent: number, start: number): PlacedValue {
    const entries: PlacedPair[] = [];
    const seen = new Set<string>();
    let end = start;
    while (this.goesOn(indent)) {
      const { from, to } = this.here;
      if (this.isDash(from, to)) {
        if (entries.length > 0) break;
        unsure();
      }
      const keyEnd = this.keyEnd(from, to) ?? unsure();
      const [key, isText] = this.keyOf(from, keyEnd);
      if (seen.has(key) || key === "<<") unsure();
      seen.add(key);
      let first = keyEnd + 1;
      while (first < to && this.text[first] === " ") first++;
      const isBelow = first >= to || (this.text[first] === "#" && this.text[first - 1] === " ");
      const value = isBelow ? this.below(indent, keyEnd + 1, true) : this.inline(first, indent);
      entries.push({ key, isText, from, to: keyEnd, value });
      end = Math.max(keyEnd + 1, value.to);
    }
    return { kind: "map", from: start, to: end, entries };
  }

  /** Where the colon of a key stands, if the line begins with one. */
  private keyEnd(from: number, to: number): number | undefined {
    const { text } = this;
    const first = text[from] as string;
    let at = from;
    if (first === '"' || first === "'") {
      at = this.quotedEnd(from, to);
      while (at < to && text[at] === " ") at++;
      return text[at] === ":" && (at + 1 === to || text[at + 1] === " ") ? at : undefined;
    }
    for (; at < to; at++) {
      const char = text[at];
      if (char === "#" && text[at - 1] === " ") return undefined;
      if (char === ":" && (at + 1 === to || text[at + 1] === " ")) return at;
    }
    return undefined;
  }

  private keyOf(from: number, to: number): [key: string, isText: boolean] {
    const first = this.text[from] as string;
    if (first === '"' || first === "'") return [this.quoted(from, this.quotedEnd(from, to)), true];
    const written = this.text.slice(from, to);
    if (/^[?:,[\]{}#&*!|>%@`]|^-(?: |$)| $/.test(written)) unsure();
    return [written, typeof scalarOf(written) === "string" && !isDate(written)];
  }

  /** What a key or a dash with nothing behind it stands for: the block below it. */
  private below(indent: number, at: number, isKey: boolean): PlacedValue {
    this.at++;
    this.skip();
    const line = this.lines[this.at];
    const nothing: PlacedValue = { kind: "scalar", from: at, to: at, value: null };
    if (!line) return nothing;
    if (line.indent > indent) {
      if (this.isDash(line.from, line.to) || this.keyEnd(line.from, line.to) !== undefined)
        return this.block(line.indent);
      return this.inline(line.from, indent);
    }
    if (isKey && line.indent === indent && this.isDash(line.from, line.to)) return this.block(indent);
    return nothing;
  }

  /** A value on the line of its key or dash, from `first` on; takes the line, and those it goes on in. */
  private inline(first: number, indent: number): PlacedValue {
    const { text } = this;
    const { to } = this.here;
    const char = text[first] as string;
    if (char === "|" || char === ">") return this.blockText(first, to, indent);
    if (char === "[" || char === "{") {
      const value = this.flow(first, to, 0);
      this.endOfLine(value.to, to);
      return value;
    }
    if (char === '"' || char === "'") {
      const end = this.quotedEnd(first, to);
      const value = this.quoted(first, end);
      this.endOfLine(end, to);
      return { kind: "scalar", from: first, to: end, value };
    }
    if (/[?:\-,\]}#&*!%@`]/.test(char) && !/^[?:-][^ \n]/.test(text.slice(first, first + 2))) unsure();
    return this.folded(first, indent);
  }

  /** Nothing but a comment may follow on the line, and nothing deeper below it. */
  private endOfLine(at: number, to: number): void {
    const rest = this.text.slice(at, to);
    if (rest !== "" && !/^ +#/.test(rest)) unsure();
    this.at++;
  }

  /** A text without quotes, with the lines below that stand deeper than its key. */
  private folded(first: number, indent: number): PlacedValue {
    const { text } = this;
    const parts: string[] = [];
    let [from, end] = [first, first];
    for (;;) {
      const { to } = this.here;
      let part = text.slice(from, to);
      const comment = part.search(/ #/);
      if (comment !== -1) part = part.slice(0, comment).trimEnd();
      if (/: |:$/.test(part)) unsure();
      parts.push(part);
      end = from + part.length;
      this.at++;
      const next = this.lines[this.at];
      if (!next || next.from >= next.to || next.indent <= indent) break;
      if (text[next.from] === "#") break;
      if (comment !== -1) unsure();
      from = next.from;
    }
    this.nothingDeeper(indent);
    const whole = parts.join(" ");
    const value: Scalar = scalarOf(whole);
    return { kind: "scalar", from: first, to: end, value, ...(isDate(whole) ? { isDate: true } : {}) };
  }

  private nothingDeeper(indent: number): void {
    this.skip();
    const next = this.lines[this.at];
    if (next && next.indent > indent) unsure();
  }

  private blockText(first: number, to: number, indent: number): PlacedValue {
    const { text } = this;
    const head = /^([|>])([-+]?)(?: +#.*)?$/.exec(text.slice(first, to)) ?? unsure();
    if (head[2] === "+") unsure();
    this.at++;
    const parts: string[] = [];
    let deep: number | undefined;
    let end = to;
    for (; this.at < this.lines.length; this.at++) {
      const { indent: own, from, to: stop } = this.here;
      const lineEnd = this.lineEnd(stop);
      if (from >= stop) {
        if (deep === undefined || lineEnd - from + own > deep) unsure();
        parts.push("");
        continue;
      }
      if (own <= indent) break;
      deep ??= own;
      if (own < deep) unsure();
      if (head[1] === ">" && (own > deep || stop < lineEnd)) unsure();
      parts.push(text.slice(from - (own - deep), lineEnd));
      end = stop;
    }
    if (deep === undefined) unsure();
    while (parts.at(-1) === "") parts.pop();
    if (head[1] === ">" && parts.includes("")) unsure();
    const isClosed = head[2] === "-" || (this.at >= this.lines.length && !text.endsWith("\n"));
    const value = parts.join(head[1] === ">" ? " " : "\n") + (isClosed ? "" : "\n");
    return { kind: "scalar", from: first, to: end, value };
  }

  private lineEnd(at: number): number {
    const next = this.text.indexOf("\n", at);
    return next === -1 ? this.text.length : next;
  }

  /** The offset behind the closing quote. */
  private quotedEnd(from: number, to: number): number {
    const { text } = this;
    const quote = text[from];
    for (let at = from + 1; at < to; at++) {
      if (quote === '"' && text[at] === "\\") at++;
      else if (text[at] === quote) {
        if (quote === "'" && text[at + 1] === "'") at++;
        else return at + 1;
      }
    }
    return unsure();
  }

  private quoted(from: number, end: number): string {
    const inner = this.text.slice(from + 1, end - 1);
    if (this.text[from] === "'") return inner.replaceAll("''", "'");
    if (!inner.includes("\\")) return inner;
    // of YAML's escapes, those that JSON has too
    if (/\\[^"\\/bfnrt]/.test(inner.replaceAll("\\\\", ""))) unsure();
    return JSON.parse(`"${inner}"`) as string;
  }

  /** `[a, b]` and `{a: b}` on one line. */
  private flow(from: number, to: number, depth: number): PlacedValue {
    const { text } = this;
    if (depth > 20) unsure();
    const isMap = text[from] === "{";
    const close = isMap ? "}" : "]";
    const entries: PlacedPair[] = [];
    const items: PlacedValue[] = [];
    const seen = new Set<string>();
    let at = from + 1;
    const blanks = () => {
      while (at < to && text[at] === " ") at++;
      if (at >= to || text[at] === "#") unsure();
    };
    for (blanks(); text[at] !== close; blanks()) {
      const item = this.flowItem(at, to, depth);
      at = item.to;
      blanks();
      if (isMap) {
        if (item.kind !== "scalar" || text[at] !== ":" || text[at + 1] !== " ") unsure();
        const key = this.flowKey(item.from, item.to);
        if (seen.has(key) || key === "<<") unsure();
        seen.add(key);
        at++;
        blanks();
        const value = this.flowItem(at, to, depth);
        entries.push({
          key,
          isText: typeof item.value === "string" && item.isDate !== true,
          from: item.from,
          to: item.to,
          value,
        });
        at = value.to;
        blanks();
      } else items.push(item);
      if (text[at] === ",") at++;
      else if (text[at] !== close) unsure();
    }
    return isMap ? { kind: "map", from, to: at + 1, entries } : { kind: "list", from, to: at + 1, items };
  }

  private flowItem(from: number, to: number, depth: number): PlacedValue {
    const char = this.text[from] as string;
    if (char === "[" || char === "{") return this.flow(from, to, depth + 1);
    if (char === '"' || char === "'") {
      const end = this.quotedEnd(from, to);
      return { kind: "scalar", from, to: end, value: this.quoted(from, end) };
    }
    const found = /^[^,[\]{}:#"'&*!|>%@`?]+/.exec(this.text.slice(from, to))?.[0].trimEnd() ?? unsure();
    if (/^-(?: |$)/.test(found) || this.text[from + found.length] === "#") unsure();
    const value = scalarOf(found);
    return { kind: "scalar", from, to: from + found.length, value, ...(isDate(found) ? { isDate: true } : {}) };
  }

  private flowKey(from: number, to: number): string {
    return /["']/.test(this.text[from] as string) ? this.quoted(from, to) : this.text.slice(from, to);
  }
}
