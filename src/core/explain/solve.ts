/** x of A x = b for several b at once: `matrix` [size][size] is symmetric, `right` and what is returned [size][outputs]. What the equations leave open is 0. */
export function solveSymmetric(matrix: Float64Array, right: Float64Array, size: number): Float64Array {
  const a = matrix.slice();
  const x = right.slice();
  const outputs = size === 0 ? 0 : right.length / size;
  const largest = a.reduce((most, each) => Math.max(most, Math.abs(each)), 0);
  const isOpen = new Uint8Array(size);
  for (let pivot = 0; pivot < size; pivot++) {
    const best = pivotRow(a, size, pivot);
    if (Math.abs(a[best * size + pivot] as number) <= largest * 1e-12) {
      isOpen[pivot] = 1;
      continue;
    }
    swap(a, pivot, best, size);
    swap(x, pivot, best, outputs);
    for (let row = pivot + 1; row < size; row++) {
      const factor = (a[row * size + pivot] as number) / (a[pivot * size + pivot] as number);
      if (factor === 0) continue;
      subtract(a, row, pivot, size, factor);
      subtract(x, row, pivot, outputs, factor);
    }
  }
  for (let row = size - 1; row >= 0; row--)
    for (let k = 0; k < outputs; k++) {
      let sum = x[row * outputs + k] as number;
      for (let j = row + 1; j < size; j++) sum -= (a[row * size + j] as number) * (x[j * outputs + k] as number);
      x[row * outputs + k] = isOpen[row] === 1 ? 0 : sum / (a[row * size + row] as number);
    }
  return x;
}

function pivotRow(a: Float64Array, size: number, column: number): number {
  let best = column;
  for (let row = column + 1; row < size; row++)
    if (Math.abs(a[row * size + column] as number) > Math.abs(a[best * size + column] as number)) best = row;
  return best;
}

function swap(list: Float64Array, a: number, b: number, width: number): void {
  if (a === b) return;
  for (let i = 0; i < width; i++) {
    const held = list[a * width + i] as number;
    list[a * width + i] = list[b * width + i] as number;
    list[b * width + i] = held;
  }
}

function subtract(list: Float64Array, from: number, what: number, width: number, factor: number): void {
  for (let i = 0; i < width; i++)
    list[from * width + i] = (list[from * width + i] as number) - factor * (list[what * width + i] as number);
}
