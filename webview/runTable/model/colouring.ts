export type Piece = {
  readonly text: string;
  readonly is: "family" | "name" | "sign" | "word" | "number" | "text" | "space" | "unknown";
};

const pattern =
  /(?<space>\s+)|(?<text>'(?:[^']|'')*(?:'|$)|"(?:[^"]|"")*(?:"(?!\.)|$))|(?<number>[-+]?(?:\d+\.?\d*|\.\d+)(?:[eE][-+]?\d+)?(?![\p{L}\p{N}_.]))|(?<sign><=|>=|!=|<>|==|[=<>(),])|(?<named>(?:[\p{L}\p{N}\p{M}_$@/:-]+|`[^`]*(?:`|$)|"[^"]*")(?:\.(?:[\p{L}\p{N}\p{M}_$@/:-]+|`[^`]*(?:`|$)|"[^"]*")?)*)|(?<unknown>.)/gsu;
const words = new Set(["and", "like", "ilike", "rlike", "in", "not", "is", "null", "or"]);

/** Cuts what is being typed into coloured pieces. Never fails: half a filter is what one mostly sees. */
export function colourFilter(source: string): Piece[] {
  const pieces: Piece[] = [];
  for (const { groups = {} } of source.matchAll(pattern)) {
    const { named } = groups;
    if (named !== undefined) {
      const dot = named.indexOf(".");
      if (words.has(named.toLowerCase())) pieces.push({ text: named, is: "word" });
      else if (dot > 0)
        pieces.push({ text: named.slice(0, dot), is: "family" }, { text: named.slice(dot), is: "name" });
      else pieces.push({ text: named, is: "name" });
      continue;
    }
    for (const is of ["space", "text", "number", "sign", "unknown"] as const) {
      const text = groups[is];
      if (text !== undefined) pieces.push({ text, is });
    }
  }
  return pieces;
}
