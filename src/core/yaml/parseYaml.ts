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
  return { doc, error: first ? placed(first, lines) : findRepeated(doc, lines), lines };
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
function placed({ pos, code, message }: YAMLParseError, lines: LineCounter): YAMLParseError {
  const { line, col } = lines.linePos(pos[0]);
  return new YAMLParseError(pos, code, `${message} at line ${line}, column ${col}`);
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
