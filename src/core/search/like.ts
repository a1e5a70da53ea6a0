/** SQL's LIKE as a test: `%` is any text, `_` any one character. Linear in text × pieces: no pattern can make it run away. */
export function likeMatcher(pattern: string, ignoreCase: boolean): (text: string) => boolean {
  const pieces = (ignoreCase ? pattern.toLowerCase() : pattern).split("%").map((piece) => [...piece]);
  const [head = [], ...rest] = pieces;
  const tail = rest.pop();
  return (text) => {
    const characters = ignoreCase ? text.toLowerCase() : text;
    const chars = pieces.some(hasWildcard) || !isPlain(characters) ? [...characters] : characters;
    if (tail === undefined) return chars.length === head.length && fits(chars, head, 0);
    if (chars.length < head.length + tail.length || !fits(chars, head, 0)) return false;
    const end = chars.length - tail.length;
    let at = head.length;
    for (const piece of rest) {
      const found = findPiece(chars, piece, at, end);
      if (found < 0) return false;
      at = found + piece.length;
    }
    return fits(chars, tail, end);
  };
}

/** The first place is the best one: whatever follows has the most room then. */
function findPiece(chars: ArrayLike<string>, piece: readonly string[], from: number, end: number): number {
  if (piece.length === 0) return from;
  if (typeof chars === "string" && !hasWildcard(piece)) {
    const found = chars.indexOf(piece.join(""), from);
    return found >= 0 && found + piece.length <= end ? found : -1;
  }
  for (let at = from; at + piece.length <= end; at++) if (fits(chars, piece, at)) return at;
  return -1;
}

function fits(chars: ArrayLike<string>, piece: readonly string[], at: number): boolean {
  for (let i = 0; i < piece.length; i++) if (piece[i] !== "_" && piece[i] !== chars[at + i]) return false;
  return true;
}

function hasWildcard(piece: readonly string[]): boolean {
  return piece.includes("_");
}

/** Every character is one unit, so the text can be indexed as it is. */
function isPlain(text: string): boolean {
  return !/[\ud800-\udfff]/.test(text);
}
