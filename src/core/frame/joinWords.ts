/** The codes of some rows, and what they mean in these rows alone. */
export interface WordPart {
  readonly rows: number;
  readonly words: readonly string[];
}

/** Parts of a column, one behind the other in `codes`, get one list of words. The codes are rewritten in their place. */
export function joinWords(codes: Int32Array, parts: readonly WordPart[]): readonly string[] {
  const [only] = parts;
  if (only === undefined) return [];
  if (parts.length === 1) return only.words;
  const places = new Map<string, number>();
  let from = 0;
  for (const { rows, words } of parts) {
    const remap = new Int32Array(words.length);
    let isSame = true;
    words.forEach((word, code) => {
      let place = places.get(word);
      if (place === undefined) {
        place = places.size;
        places.set(word, place);
      }
      remap[code] = place;
      isSame &&= place === code;
    });
    const to = from + rows;
    if (!isSame)
      for (let row = from; row < to; row++) {
        const code = codes[row] as number;
        if (code >= 0) codes[row] = remap[code] as number;
      }
    from = to;
  }
  return [...places.keys()];
}
