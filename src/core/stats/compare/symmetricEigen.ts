/** Eigenvalues of a small symmetric matrix, and its eigenvectors as columns: Jacobi's rotations. */
export function symmetricEigen(matrix: readonly (readonly number[])[]): { values: number[]; vectors: number[][] } {
  const n = matrix.length;
  const a = matrix.map((row) => [...row]);
  const vectors = a.map((_, i) => a.map((_, j) => (i === j ? 1 : 0)));
  const at = (rows: number[][], i: number, j: number) => (rows[i] as number[])[j] as number;
  const put = (rows: number[][], i: number, j: number, value: number) => {
    (rows[i] as number[])[j] = value;
  };
  for (let sweep = 0; sweep < 100; sweep++) {
    let rest = 0;
    for (let i = 0; i < n; i++) for (let j = i + 1; j < n; j++) rest += at(a, i, j) ** 2;
    if (rest === 0) break;
    for (let p = 0; p < n; p++)
      for (let q = p + 1; q < n; q++) {
        if (at(a, p, q) === 0) continue;
        const theta = (at(a, q, q) - at(a, p, p)) / (2 * at(a, p, q));
        const t = (theta >= 0 ? 1 : -1) / (Math.abs(theta) + Math.sqrt(theta ** 2 + 1));
        const c = 1 / Math.sqrt(t ** 2 + 1);
        const s = t * c;
        const turn = (rows: number[][], isColumn: boolean) => {
          for (let k = 0; k < n; k++) {
            const [x, y] = isColumn ? [at(rows, k, p), at(rows, k, q)] : [at(rows, p, k), at(rows, q, k)];
            if (isColumn) {
              put(rows, k, p, c * x - s * y);
              put(rows, k, q, s * x + c * y);
            } else {
              put(rows, p, k, c * x - s * y);
              put(rows, q, k, s * x + c * y);
            }
          }
        };
        turn(a, true);
        turn(a, false);
        turn(vectors, true);
      }
  }
  return { values: a.map((row, i) => row[i] as number), vectors };
}
