/** Places among `size` values; -1 where there is nothing. */
export interface Codes {
  readonly name: string;
  readonly codes: Int32Array;
  readonly size: number;
}

/** How much one tells of the other, of the rows in which both have a value: 0 nothing, 1 all. NaN: one does not vary. */
export function cramersV(a: Codes, b: Codes): number {
  const table = new Float64Array(a.size * b.size);
  const [rows, columns] = [new Float64Array(a.size), new Float64Array(b.size)];
  let n = 0;
  for (let i = 0; i < a.codes.length; i++) {
    const [x, y] = [a.codes[i] as number, b.codes[i] as number];
    if (x < 0 || y < 0) continue;
    const cell = x * b.size + y;
    table[cell] = (table[cell] as number) + 1;
    rows[x] = (rows[x] as number) + 1;
    columns[y] = (columns[y] as number) + 1;
    n++;
  }
  const used = (counts: Float64Array) => counts.reduce((sum, each) => sum + (each > 0 ? 1 : 0), 0);
  const freedom = Math.min(used(rows), used(columns)) - 1;
  if (freedom < 1) return Number.NaN;
  let squares = 0;
  for (let x = 0; x < a.size; x++)
    for (let y = 0; y < b.size; y++) {
      const expected = ((rows[x] as number) * (columns[y] as number)) / n;
      if (expected > 0) squares += ((table[x * b.size + y] as number) - expected) ** 2 / expected;
    }
  return Math.min(1, Math.sqrt(squares / n / freedom));
}
