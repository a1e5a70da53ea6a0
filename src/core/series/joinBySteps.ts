import { ascending, inThatOrder } from "./order";

/** Values at steps, in the order of time. */
export interface Steps {
  readonly steps: Float64Array;
  readonly values: Float64Array;
}

/**
 * One metric over another: the points of `y` at whose step `x` has a finite value, ascending by that value. Of several values
 * of `x` at a step the latest counts.
 */
export function joinBySteps(x: Steps, y: Steps): { x: Float64Array; y: Float64Array } {
  const [along, over] = [byStep(x), byStep(y)];
  const joined = { x: new Float64Array(over.steps.length), y: new Float64Array(over.steps.length) };
  let count = 0;
  for (let i = 0, j = 0; i < over.steps.length; i++) {
    const step = over.steps[i] as number;
    while (j < along.steps.length && (along.steps[j] as number) <= step) j++;
    if (j === 0 || along.steps[j - 1] !== step) continue;
    const value = along.values[j - 1] as number;
    if (!Number.isFinite(value)) continue;
    joined.x[count] = value;
    joined.y[count++] = over.values[i] as number;
  }
  const [left, right] = [joined.x.subarray(0, count), joined.y.subarray(0, count)];
  const order = ascending(left);
  return { x: inThatOrder(left, order), y: inThatOrder(right, order) };
}

function byStep({ steps, values }: Steps): Steps {
  const order = ascending(steps);
  return { steps: inThatOrder(steps, order), values: inThatOrder(values, order) };
}
