/**
 * What stands where in a YAML file while somebody types in it. A parser gives up on half a line; this goes by
 * indentation and brackets alone, knows no anchors and no text over several lines, and never gives up.
 */
export interface Outline {
  /** Every key with a colon behind it, in the order of the file. */
  readonly entries: readonly OutlineEntry[];
  /** Places where a key could be, or is being written. */
  readonly gaps: readonly Gap[];
}

export interface Span {
  /** Offsets in the text. */
  readonly from: number;
  readonly to: number;
}

export interface OutlineEntry {
  /** Keys above it; an item of a list is its place in brackets: `spec`, `variants`, `[0]`. */
  readonly path: readonly string[];
  readonly key: string;
  readonly keySpan: Span;
  /** From behind the colon to the end of what may be written there. Undefined: what follows has keys or items of its own. */
  readonly valueSpan: Span | undefined;
  readonly isFlow: boolean;
}

export interface Gap extends Span {
  readonly path: readonly string[];
  readonly isFlow: boolean;
}

interface WrittenKey {
  readonly path: readonly string[];
  readonly key: string;
  readonly from: number;
  /** Behind it. */
  readonly colon: number;
}

interface Frame {
  readonly indent: number;
  readonly kind: "map" | "list";
  readonly path: readonly string[];
  /** Of a map: the key whose value goes on. Of a list: the place of the item. */
  last: string;
}

const keyPattern = /^("(?:[^"\\]|\\.)*"|'[^']*'|[^\s#{}[\],&*!|>'"%@`-][^:#{}[\]]*|-[^\s:#{}[\]][^:#{}[\]]*):(?=\s|$)/;

/** Longer or deeper ones nobody writes by hand, nor waits for. */
const longest = 200_000;
const deepest = 40;

export function outlineOf(text: string): Outline {
  if (text.length > longest) return { entries: [], gaps: [] };
  const entries: OutlineEntry[] = [];
  const gaps: Gap[] = [];
  const frames: Frame[] = [];
  let at = 0;
  let skipBelow: number | undefined;

  while (at <= text.length) {
    const end = endOfLine(text, at);
    const line = text.slice(at, end);
    const indent = line.length - line.trimStart().length;
    const isEmpty = line.trim() === "";
    if (skipBelow !== undefined && !isEmpty && indent <= skipBelow) skipBelow = undefined;
    let next = nextLine(text, at);
    if (skipBelow !== undefined || /^(---|%|\s*#)/.test(line)) {
      // text over several lines, a comment, or what YAML says of itself
    } else if (isEmpty) addGap(line.length, at, end);
    else next = readBlock(at + indent, indent) ?? next;
    at = next;
  }
  return { entries, gaps };

  /** The rest of a line from a column on; returns where to go on if it took more than the line. */
  function readBlock(from: number, column: number): number | undefined {
    const end = endOfLine(text, from);
    const rest = text.slice(from, end);
    if (/^-(\s|$)/.test(rest)) {
      if (frames.length > deepest) return undefined;
      enterItem(column);
      const inner = from + 1 + (rest.slice(1).length - rest.slice(1).trimStart().length);
      if (inner < end) return readBlock(inner, column + (inner - from));
      const list = frames.at(-1);
      if (list) gaps.push({ from: from + 1, to: end, path: [...list.path, list.last], isFlow: false });
      return undefined;
    }
    const [whole, written] = keyPattern.exec(rest) ?? [];
    if (whole === undefined || written === undefined) {
      if (rest.startsWith("{") || rest.startsWith("[")) return nextLine(text, readFlow(from, pathBelow(column)));
      addGap(column, from, from + rest.trimEnd().length);
      return undefined;
    }
    const path = enterKey(column, unquoted(written));
    return readValue({ path, key: unquoted(written), from, colon: from + whole.length });
  }

  function readValue({ path, key, from, colon }: WrittenKey): number | undefined {
    const end = endOfLine(text, colon);
    const rest = text.slice(colon, end);
    const inner = colon + (rest.length - rest.trimStart().length);
    const keySpan = { from, to: colon - 1 };
    const first = text[inner];
    const isOpen = inner < end && (first === "{" || first === "[");
    const isLater = inner >= end && hasMoreBelow(end);
    const valueSpan = isOpen || isLater ? undefined : { from: Math.min(colon + 1, end), to: valueEnd(inner, end) };
    entries.push({ path, key, keySpan, valueSpan, isFlow: false });
    if (isOpen) return nextLine(text, readFlow(inner, [...path, key]));
    if (/^[|>][-+\d]*\s*(#.*)?$/.test(text.slice(inner, end))) skipBelow = frames.at(-1)?.indent ?? 0;
    return undefined;
  }

  /** Whether the next line that says something stands deeper, so that nothing is missing behind the colon. */
  function hasMoreBelow(end: number): boolean {
    const below = /^(?:[ \t]*(?:#.*)?\r?\n)*([ \t]*)(-?)(?=\S)/.exec(text.slice(nextLine(text, end)));
    const indent = frames.at(-1)?.indent ?? 0;
    return below !== null && ((below[1]?.length ?? 0) > indent || (below[2] === "-" && below[1]?.length === indent));
  }

  /** What stands in brackets, over as many lines as it takes; returns the place behind it. */
  function readFlow(from: number, path: readonly string[]): number {
    if (path.length > deepest) return text.length;
    const isMap = text[from] === "{";
    const close = isMap ? "}" : "]";
    let place = from + 1;
    let item = 0;
    while (place < text.length) {
      const begin = place;
      place = afterSpace(text, place);
      const sign = text[place];
      const here = isMap ? path : [...path, `[${item}]`];
      if (sign === undefined || sign === close) {
        gaps.push({ from: begin, to: place, path: here, isFlow: true });
        return sign === undefined ? text.length : place + 1;
      }
      if (sign === ",") {
        gaps.push({ from: begin, to: place, path: here, isFlow: true });
        place++;
        item++;
        continue;
      }
      if (sign === "{" || sign === "[") {
        place = readFlow(place, here);
        continue;
      }
      const word = wordEnd(text, place);
      if (isMap && /^:(?=[\s,}\]]|$)/.test(text.slice(word, word + 2))) place = readFlowValue(place, word, path);
      else {
        gaps.push({ from: place, to: word, path: here, isFlow: true });
        place = Math.max(word, place + 1);
      }
    }
    return place;
  }

  function readFlowValue(from: number, colon: number, path: readonly string[]): number {
    const key = unquoted(text.slice(from, colon));
    const inner = afterSpace(text, colon + 1);
    const isOpen = text[inner] === "{" || text[inner] === "[";
    const end = isOpen ? inner : Math.max(colon + 1, wordEnd(text, inner));
    const valueSpan = isOpen ? undefined : { from: Math.min(colon + 2, end), to: end };
    entries.push({ path, key, keySpan: { from, to: colon }, valueSpan, isFlow: true });
    return isOpen ? readFlow(inner, [...path, key]) : end;
  }

  function enterItem(column: number): void {
    while (frames.length > 0 && (frames.at(-1)?.indent ?? 0) > column) frames.pop();
    const top = frames.at(-1);
    if (top?.kind === "list" && top.indent === column) top.last = `[${Number(top.last.slice(1, -1)) + 1}]`;
    else frames.push({ indent: column, kind: "list", path: below(top), last: "[0]" });
  }

  function enterKey(column: number, key: string): readonly string[] {
    leaveTo(column);
    const top = frames.at(-1);
    if (top?.kind === "map" && top.indent === column) {
      top.last = key;
      return top.path;
    }
    const path = below(top);
    frames.push({ indent: column, kind: "map", path, last: key });
    return path;
  }

  /** Out of everything that ends where a key stands in this column. */
  function leaveTo(column: number): void {
    for (let top = frames.at(-1); top; top = frames.at(-1)) {
      if (top.indent < column || (top.indent === column && top.kind === "map")) return;
      frames.pop();
    }
  }

  function addGap(column: number, from: number, to: number): void {
    gaps.push({ from, to, path: pathBelow(column), isFlow: false });
  }

  function frameFor(column: number): Frame | undefined {
    return frames.findLast(({ indent, kind }) => indent < column || (indent === column && kind === "map"));
  }

  function pathBelow(column: number): readonly string[] {
    const frame = frameFor(column);
    return frame?.kind === "map" && frame.indent === column ? frame.path : below(frame);
  }

  function valueEnd(inner: number, end: number): number {
    const [comment] = /\s#.*$/.exec(text.slice(inner - 1, end)) ?? [];
    return inner + text.slice(inner, end - (comment?.length ?? 0)).trimEnd().length;
  }
}

function below(frame: Frame | undefined): readonly string[] {
  return frame === undefined ? [] : [...frame.path, frame.last];
}

/** Before the line's end, however it is written. */
function endOfLine(text: string, from: number): number {
  const end = text.indexOf("\n", from);
  if (end < 0) return text.length;
  return end > from && text[end - 1] === "\r" ? end - 1 : end;
}

function nextLine(text: string, from: number): number {
  const end = text.indexOf("\n", from);
  return (end < 0 ? text.length : end) + 1;
}

function afterSpace(text: string, from: number): number {
  return from + (/^(?:\s|#.*)*/.exec(text.slice(from))?.[0].length ?? 0);
}

/** The end of a plain or quoted word between brackets. */
function wordEnd(text: string, from: number): number {
  const [word = ""] =
    /^(?:"(?:[^"\\\n]|\\.)*"?|'[^'\n]*'?|(?:[^,{}[\]:\n#]|:(?=[^\s,}\]])|#)+)/.exec(text.slice(from)) ?? [];
  return from + word.trimEnd().length;
}

function unquoted(written: string): string {
  const text = written.trim();
  return /^(".*"|'.*')$/.test(text) ? text.slice(1, -1) : text;
}
