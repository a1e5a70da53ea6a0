/** Numbers are kept within these by powers of two. */
const large = 2 ** 128;

/** P(Dn ≤ x), exact: Durbin's matrix, raised as Marsaglia, Tsang and Wang do. For small n x. */
export function kolmogorovMatrix(x: number, n: number): number {
  const k = Math.ceil(n * x);
  const h = k - n * x;
  const size = 2 * k - 1;
  let power = 0;
  let result = identity(size);
  let resultPower = 0;
  let matrix = durbin(size, h);
  for (let rest = n; rest > 0; rest = Math.floor(rest / 2)) {
    if (rest % 2 === 1) {
      result = multiply(result, matrix, size);
      resultPower += power;
    }
    if (rest === 1) break;
    matrix = multiply(matrix, matrix, size);
    power *= 2;
    if (Math.abs(matrix[(k - 1) * size + k - 1] as number) > large) {
      matrix = matrix.map((value) => value / large);
      power += 128;
    }
  }
  let p = result[(k - 1) * size + k - 1] as number;
  for (let i = 1; i <= n; i++) {
    p *= i / n;
    if (Math.abs(p) < 1 / large) {
      p *= large;
      resultPower -= 128;
    }
  }
  return Math.min(1, Math.max(0, p * 2 ** resultPower));
}

function durbin(size: number, h: number): Float64Array {
  const matrix = new Float64Array(size * size);
  const inverseFactorials = new Float64Array(size + 1);
  inverseFactorials[0] = 1;
  for (let i = 1; i <= size; i++) inverseFactorials[i] = (inverseFactorials[i - 1] as number) / i;
  for (let i = 0; i < size; i++)
    for (let j = 1; j <= Math.min(size - 1, i + 1); j++) matrix[i * size + j] = inverseFactorials[i - j + 1] as number;
  for (let i = 0; i < size; i++) {
    const edge = (1 - h ** (i + 1)) * (inverseFactorials[i + 1] as number);
    matrix[i * size] = edge;
    matrix[(size - 1) * size + size - 1 - i] = edge;
  }
  const corner = 1 - 2 * h ** size + Math.max(2 * h - 1, 0) ** size;
  matrix[(size - 1) * size] = corner * (inverseFactorials[size] as number);
  return matrix;
}

function identity(size: number): Float64Array {
  const matrix = new Float64Array(size * size);
  for (let i = 0; i < size; i++) matrix[i * size + i] = 1;
  return matrix;
}

function multiply(a: Float64Array, b: Float64Array, size: number): Float64Array {
  const product = new Float64Array(size * size);
  for (let i = 0; i < size; i++)
    for (let k = 0; k < size; k++) {
      const factor = a[i * size + k] as number;
      if (factor === 0) continue;
      for (let j = 0; j < size; j++)
        product[i * size + j] = (product[i * size + j] as number) + factor * (b[k * size + j] as number);
    }
  return product;
}
