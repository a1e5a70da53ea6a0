import { type NumberSketch, stepsOf } from "./numberSketch";

/**
 * How wide the classes are in which the numbers were counted, in standard deviations: 0 where each was counted by
 * itself. Classes go by the size of the numbers, so those of a column far from zero may hold all of it.
 */
export function coarseness(sketch: NumberSketch): number {
  if (sketch.exact !== undefined || sketch.n === 0) return 0;
  const steps = stepsOf(sketch);
  const mean = steps.reduce((sum, { low, high, count }) => sum + ((low + high) / 2) * count, 0) / sketch.n;
  let [width, squares] = [0, 0];
  for (const { low, high, count } of steps) {
    const wide = high - low;
    width += wide * count;
    // of its own spread, as far as it is known, and of how far it lies from the others
    squares += count * ((wide * wide) / 12 + ((low + high) / 2 - mean) ** 2);
  }
  return width === 0 ? 0 : width / sketch.n / Math.sqrt(squares / sketch.n);
}
