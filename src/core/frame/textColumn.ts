import type { TextColumn } from "./frame";

/** Each text once, and where it stands. undefined: nothing. */
export function textColumn(name: string, cells: readonly (string | undefined)[], dtype = "object"): TextColumn {
  const codes = new Int32Array(cells.length);
  const places = new Map<string, number>();
  let missing = 0;
  for (let row = 0; row < cells.length; row++) {
    const cell = cells[row];
    if (cell === undefined) {
      codes[row] = -1;
      missing++;
      continue;
    }
    let place = places.get(cell);
    if (place === undefined) {
      place = places.size;
      places.set(cell, place);
    }
    codes[row] = place;
  }
  return { kind: "text", name, missing, dtype, codes, words: [...places.keys()] };
}
