import { type Gap, type OutlineEntry, outlineOf, type Span } from "./outline";

/** What somebody who writes at a place of the file writes there. */
export interface Cursor {
  readonly at: "key" | "value";
  /** Of a key: the map that it is one of. Of a value: with its key. Items of lists are `[0]`. */
  readonly path: readonly string[];
  /** What is written already, and is replaced. */
  readonly word: Span;
  /** Keys that the map has besides. */
  readonly others: readonly string[];
  readonly isFlow: boolean;
  /** The key is there already, and what is behind it stays. */
  readonly isWhole: boolean;
}

export function cursorAt(text: string, offset: number): Cursor | undefined {
  const { entries, gaps } = outlineOf(text);
  const others = (path: readonly string[], but?: OutlineEntry) =>
    entries.filter((each) => each !== but && isSame(each.path, path)).map(({ key }) => key);
  const holds = ({ from, to }: Span) => offset >= from && offset <= to;

  const entry = entries.find(({ keySpan, valueSpan }) => holds(keySpan) || (valueSpan && holds(valueSpan)));
  if (entry) {
    const { path, key, keySpan, valueSpan, isFlow } = entry;
    if (holds(keySpan)) return { at: "key", path, word: keySpan, others: others(path, entry), isFlow, isWhole: true };
    const word = valueSpan === undefined ? { from: offset, to: offset } : trimmed(text, valueSpan, offset);
    return { at: "value", path: [...path, key], word, others: [], isFlow, isWhole: true };
  }
  // of gaps that meet, the one that is being written in
  const gap = gaps.filter(holds).sort((a, b) => b.from - a.from)[0];
  return gap && inGap(gap, { text, offset, others: others(gap.path) });
}

function inGap(
  { path, isFlow, ...span }: Gap,
  { text, offset, others }: { readonly text: string; readonly offset: number; readonly others: readonly string[] },
): Cursor {
  return { at: "key", path, word: trimmed(text, span, offset), others, isFlow, isWhole: false };
}

/** Without the space around it; where there is nothing else, the place itself. */
function trimmed(text: string, { from, to }: Span, offset: number): Span {
  const written = text.slice(from, to);
  if (written.trim() === "") return { from: offset, to: offset };
  return { from: from + (written.length - written.trimStart().length), to: from + written.trimEnd().length };
}

function isSame(a: readonly string[], b: readonly string[]): boolean {
  return a.length === b.length && a.every((part, i) => part === b[i]);
}

/** The key under a place, for whoever wants to know what it means. */
export function entryAt(text: string, offset: number): (OutlineEntry & { readonly on: "key" | "value" }) | undefined {
  for (const entry of outlineOf(text).entries) {
    const { keySpan, valueSpan } = entry;
    if (offset >= keySpan.from && offset < keySpan.to) return { ...entry, on: "key" };
    if (valueSpan && offset >= valueSpan.from && offset < valueSpan.to) return { ...entry, on: "value" };
  }
  return undefined;
}
