/** How often traces match each of two filters, and both. */
export interface Counts {
  readonly both: number;
  readonly first: number;
  readonly second: number;
  readonly total: number;
}

/** Normalised pointwise mutual information, -1 to 1; NaN where one of the two never happens. */
export function npmi({ both, first, second, total }: Counts): { plain: number; smoothed: number } {
  const table = [both, first - both, second - both, total - first - second + both] as const;
  if (total <= 0 || first === 0 || second === 0 || Math.min(...table) < 0)
    return { plain: Number.NaN, smoothed: Number.NaN };
  return { plain: both === 0 ? -1 : of(table, 0), smoothed: of(table, jeffreys) };
}

/** Jeffreys' prior: half an observation a cell, so that few traces prove little. */
const jeffreys = 0.5;

function of([a, b, c, d]: readonly [number, number, number, number], smoothing: number): number {
  if (b === 0 && c === 0 && d === 0) return 1;
  const joint = a + smoothing;
  const total = a + b + c + d + 4 * smoothing;
  const information =
    Math.log(joint) + Math.log(total) - Math.log(a + b + 2 * smoothing) - Math.log(a + c + 2 * smoothing);
  return Math.min(1, Math.max(-1, information / -Math.log(joint / total)));
}
