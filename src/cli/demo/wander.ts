import { normal } from "../../core/stats/random";

/** Noise that wanders, as a metric over batches does: each value keeps 0.6 of the one before. */
export function wander(random: () => number, steps: number, size: number): number[] {
  let value = 0;
  return Array.from({ length: steps }, () => {
    value = 0.6 * value + size * normal(random);
    return value;
  });
}
