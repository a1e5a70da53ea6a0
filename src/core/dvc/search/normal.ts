/** Of the standard normal distribution. Errors stay below 1e-12 of the value in the tails as well. */
export function logCdf(x: number): number {
  if (x > 6) return -upperTail(x);
  if (x < -20) return -0.5 * x * x - Math.log(-x) - 0.5 * Math.log(2 * Math.PI) + Math.log1p(-1 / (x * x) + 3 / x ** 4);
  return Math.log(cdf(x));
}

export function cdf(x: number): number {
  return 0.5 * erfc(-x / Math.SQRT2);
}

function upperTail(x: number): number {
  return 0.5 * erfc(x / Math.SQRT2);
}

/** log(cdf(b) - cdf(a)), a < b. */
export function logMass(a: number, b: number): number {
  if (a > 0) return logMass(-b, -a); // the lower tail has the digits
  if (b > 0) return Math.log(Math.max(1 - cdf(a) - upperTail(b), Number.MIN_VALUE));
  const [upper, lower] = [logCdf(b), logCdf(a)];
  return upper + Math.log1p(-Math.exp(Math.min(lower - upper, -1e-300)));
}

/** The x whose share of [a, b] below it is `share`. */
export function quantileWithin(share: number, a: number, b: number): number {
  const [low, high] = [cdf(a), cdf(b)];
  if (a > 0) return -quantileWithin(1 - share, -b, -a);
  const wanted = low + share * (high - low);
  if (!(wanted > 0)) return b;
  return Math.min(Math.max(inverseCdf(wanted), a), b);
}

/** Acklam's approximation, one step of Halley behind it. */
function inverseCdf(p: number): number {
  const rough = roughInverse(p);
  const error = (cdf(rough) - p) * Math.sqrt(2 * Math.PI) * Math.exp((rough * rough) / 2);
  return rough - error / (1 + (rough * error) / 2);
}

function roughInverse(p: number): number {
  if (p > 0.97575) return -roughInverse(1 - p);
  if (p < 0.02425) {
    const q = Math.sqrt(-2 * Math.log(p));
    return (
      polynomial(
        q,
        [
          -7.784894002430293e-3, -0.3223964580411365, -2.400758277161838, -2.549732539343734, 4.374664141464968,
          2.938163982698783,
        ],
      ) / polynomial(q, [7.784695709041462e-3, 0.3224671290700398, 2.445134137142996, 3.754408661907416, 1])
    );
  }
  const q = p - 0.5;
  const r = q * q;
  return (
    (q *
      polynomial(
        r,
        [
          -39.69683028665376, 220.9460984245205, -275.9285104469687, 138.357751867269, -30.66479806614716,
          2.506628277459239,
        ],
      )) /
    polynomial(r, [-54.47609879822406, 161.5858368580409, -155.6989798598866, 66.80131188771972, -13.28068155288572, 1])
  );
}

function polynomial(x: number, coefficients: readonly number[]): number {
  return coefficients.reduce((sum, each) => sum * x + each, 0);
}

/** By its series near 0 and its continued fraction elsewhere. */
function erfc(x: number): number {
  if (x < 0) return 2 - erfc(-x);
  if (x < 2) return 1 - erfSeries(x);
  let fraction = x;
  for (let n = 60; n > 0; n--) fraction = x + n / 2 / fraction;
  return Math.exp(-x * x) / Math.sqrt(Math.PI) / fraction;
}

function erfSeries(x: number): number {
  let [term, sum] = [x, x];
  for (let n = 1; Math.abs(term) > 1e-17 * Math.abs(sum) && n < 200; n++) {
    term *= (-x * x) / n;
    sum += term / (2 * n + 1);
  }
  return (2 / Math.sqrt(Math.PI)) * sum;
}
