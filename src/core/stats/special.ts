const lanczos = [
  0.99999999999980993, 676.5203681218851, -1259.1392167224028, 771.32342877765313, -176.61502916214059,
  12.507343278686905, -0.13857109526572012, 9.9843695780195716e-6, 1.5056327351493116e-7,
];
const tiny = 1e-300;
const enough = 1e-16;
const longest = 10_000;

/** The natural logarithm of Γ(x), x > 0. */
export function logGamma(x: number): number {
  if (x < 0.5) return Math.log(Math.PI / Math.sin(Math.PI * x)) - logGamma(1 - x);
  const at = x - 1;
  const t = at + 7.5;
  const sum = lanczos.reduce((total, part, i) => total + (i === 0 ? part : part / (at + i)), 0);
  return 0.5 * Math.log(2 * Math.PI) + (at + 0.5) * Math.log(t) - t + Math.log(sum);
}

/** ln B(a, b); the large parts of large arguments are taken away before they are rounded. */
function logBeta(a: number, b: number): number {
  const [p, q] = [Math.min(a, b), Math.max(a, b)];
  if (q < 10) return logGamma(p) + logGamma(q) - logGamma(p + q);
  const rest = stirlingRest(q) - stirlingRest(p + q);
  const less = Math.log1p(-p / (p + q));
  if (p < 10) return logGamma(p) + rest + p - p * Math.log(p + q) + (q - 0.5) * less;
  const whole = 0.5 * Math.log((2 * Math.PI) / q);
  return whole + stirlingRest(p) + rest + (p - 0.5) * Math.log(p / (p + q)) + q * less;
}

/** What Stirling's formula lacks, for x from 10 on. */
function stirlingRest(x: number): number {
  const square = 1 / (x * x);
  return (
    (1 / 12 -
      square * (1 / 360 - square * (1 / 1260 - square * (1 / 1680 - square * (1 / 1188 - (square * 691) / 360360))))) /
    x
  );
}

/** I_x(a, b), the regularised incomplete beta function; `rest` is 1 − x, for those who know it better. */
export function betaShare(x: number, a: number, b: number, rest = 1 - x): number {
  if (x <= 0) return 0;
  if (rest <= 0) return 1;
  const [logX, logRest] = [x > 0.5 ? Math.log1p(-rest) : Math.log(x), x > 0.5 ? Math.log(rest) : Math.log1p(-x)];
  const front = Math.exp(a * logX + b * logRest - logBeta(a, b));
  return x < (a + 1) / (a + b + 2) ? (front * betaFraction(x, a, b)) / a : 1 - (front * betaFraction(rest, b, a)) / b;
}

/** Lentz's way through the continued fraction. */
function betaFraction(x: number, a: number, b: number): number {
  let c = 1;
  let d = 1 / away(1 - ((a + b) * x) / (a + 1));
  let value = d;
  for (let m = 1; m <= longest; m++) {
    const even = (m * (b - m) * x) / ((a + 2 * m - 1) * (a + 2 * m));
    d = 1 / away(1 + even * d);
    c = away(1 + even / c);
    value *= d * c;
    const odd = (-(a + m) * (a + b + m) * x) / ((a + 2 * m) * (a + 2 * m + 1));
    d = 1 / away(1 + odd * d);
    c = away(1 + odd / c);
    const step = d * c;
    value *= step;
    if (Math.abs(step - 1) < enough) break;
  }
  return value;
}

/** Q(a, x), the upper regularised incomplete gamma function. */
export function gammaAbove(a: number, x: number): number {
  if (x <= 0) return 1;
  const front = Math.exp(a * Math.log(x) - x - logGamma(a));
  if (x < a + 1) {
    let part = 1 / a;
    let sum = part;
    for (let n = 1; n <= longest && Math.abs(part) > Math.abs(sum) * enough; n++) {
      part *= x / (a + n);
      sum += part;
    }
    return 1 - front * sum;
  }
  let b = x + 1 - a;
  let c = 1 / tiny;
  let d = 1 / b;
  let value = d;
  for (let i = 1; i <= longest; i++) {
    const factor = -i * (i - a);
    b += 2;
    d = 1 / away(factor * d + b);
    c = away(b + factor / c);
    const step = d * c;
    value *= step;
    if (Math.abs(step - 1) < enough) break;
  }
  return front * value;
}

function away(value: number): number {
  return Math.abs(value) < tiny ? tiny : value;
}
