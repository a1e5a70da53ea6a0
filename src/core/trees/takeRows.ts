/** Rows from one up to another, `stride` numbers from one to the next, put side by side with their first `width` numbers. */
export function takeRows(
  rows: Float32Array,
  from: number,
  to: number,
  stride: number,
  target: Float32Array,
  at: number,
  width: number,
): void {
  if (stride === width) target.set(rows.subarray(from * stride, to * stride), at);
  else
    for (let row = from, place = at; row < to; row++)
      for (let k = 0, source = row * stride; k < width; k++) target[place++] = rows[source++] as number;
}
