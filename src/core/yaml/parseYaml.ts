import { type Document, isMap, isScalar, LineCounter, parseDocument, visit, YAMLParseError } from "yaml";

/**
 * A document and its first error, if it has one. Keys that stand twice are looked for here: the library compares every
 * key of a map with every other, which takes minutes for a file of a megabyte.
 */
export function parseYaml(
  text: string,
  /** `failsafe` leaves all scalars texts. */
  schema?: "failsafe",
): {
  readonly doc: Document.Parsed;
  readonly error: YAMLParseError | undefined;
  readonly lines: LineCounter;
} {
  const lines = new LineCounter();
  const doc = documentOf(text, lines, schema);
  const [first] = doc.errors;
  return { doc, error: first ? placed(first, lines, { doc, text }) : findRepeated(doc, lines), lines };
}

/** A broken file has thousands of errors, and where in the library each was made costs more than all the rest. */
function documentOf(text: string, lineCounter: LineCounter, schema?: "failsafe"): Document.Parsed {
  const { stackTraceLimit } = Error;
  Error.stackTraceLimit = 0;
  try {
    return parseDocument(text, { lineCounter, uniqueKeys: false, prettyErrors: false, ...(schema && { schema }) });
  } finally {
    Error.stackTraceLimit = stackTraceLimit;
  }
}

/** The first error with its place. The library would draw the line of each, of thousands in one long line for minutes. */
function placed(
  error: YAMLParseError,
  lines: LineCounter,
  { doc, text }: { readonly doc: Document.Parsed; readonly text: string },
): YAMLParseError {
  const { pos, code, message } = inConflict(error, text) ?? notClosed(error, doc) ?? error;
  const { line, col } = lines.linePos(pos[0]);
  return new YAMLParseError(pos, code, `${message} at line ${line}, column ${col}`);
}

/** What git leaves for a person to decide reads as all kinds of faults. */
function inConflict({ code }: YAMLParseError, text: string) {
  const from = text.search(/^<{7} /m);
  if (from < 0) return undefined;
  const pos: [number, number] = [from, from + 7];
  return { pos, code, message: "a conflict of git's merge stands here: decide it first" };
}

/** The library tells where a `[` or `{` should have been closed, which may be far away; a person looks for where it was opened. */
function notClosed({ pos, code, message }: YAMLParseError, doc: Document.Parsed) {
  const [, closing] = /^Flow (?:sequence|map) in block collection must be .*end with a ([\]}])$/.exec(message) ?? [];
  if (closing === undefined) return undefined;
  let from: number | undefined;
  visit(doc, {
    Collection(_key, node) {
      const [start] = node.range ?? [];
      if (!node.flow || start === undefined) return undefined;
      if (start < pos[0]) from = start;
      return visit.SKIP;
    },
  });
  if (from === undefined) return undefined;
  const opening = closing === "]" ? "[" : "{";
  return { pos: [from, from + 1] as [number, number], code, message: `this ${opening} is not closed with ${closing}` };
}

function findRepeated(doc: Document.Parsed, lines: LineCounter): YAMLParseError | undefined {
  let error: YAMLParseError | undefined;
  visit(doc, (_key, node) => {
    if (!isMap(node)) return undefined;
    const seen = new Set<unknown>();
    for (const { key } of node.items) {
      if (!isScalar(key)) continue;
      if (seen.has(key.value)) {
        const [from, to] = key.range ?? [0, 0];
        const { line, col } = lines.linePos(from);
        error = new YAMLParseError(
          [from, to],
          "DUPLICATE_KEY",
          `Map keys must be unique at line ${line}, column ${col}`,
        );
        return visit.BREAK;
      }
      seen.add(key.value);
    }
    return undefined;
  });
  return error;
}
