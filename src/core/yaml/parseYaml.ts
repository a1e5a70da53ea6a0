import { type Document, isMap, isScalar, LineCounter, parseDocument, visit, YAMLParseError } from "yaml";

/**
 * A document and its first error, if it has one. Keys that stand twice are looked for here: the library compares every
 * key of a map with every other, which takes minutes for a file of a megabyte.
 */
export function parseYaml(text: string): {
  readonly doc: Document.Parsed;
  readonly error: YAMLParseError | undefined;
  readonly lines: LineCounter;
} {
  const lines = new LineCounter();
  const doc = parseDocument(text, { lineCounter: lines, uniqueKeys: false });
  return { doc, error: doc.errors[0] ?? findRepeated(doc, lines), lines };
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
