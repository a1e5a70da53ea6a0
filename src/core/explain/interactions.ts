/** Mean |interaction| of each two features over the rows, summed over outputs: [feature][feature], the main effects on the diagonal. */
export function meanInteractions(values: Float32Array, rows: number, width: number): number[][] {
  const outputs = rows === 0 ? 1 : values.length / rows / width / width;
  const cells = width * width;
  const sums = new Float64Array(cells);
  for (let row = 0, at = 0; row < rows; row++)
    for (let cell = 0; cell < cells; cell++)
      for (let k = 0; k < outputs; k++, at++)
        sums[cell] = (sums[cell] as number) + Math.abs(values[at] as number) / rows;
  return Array.from({ length: width }, (_, i) => Array.from(sums.subarray(i * width, (i + 1) * width)));
}
