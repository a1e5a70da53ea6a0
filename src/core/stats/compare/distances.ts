import { areaBetween, sortedArea } from "./area";
import { spreadOf } from "./spread";

/** The area between two cumulative distributions, in deviations of the reference: at least a thousandth each. In any order. */
export function wasserstein(reference: Float64Array, current: Float64Array): number {
  return areaBetween(reference, current) / Math.max(Math.sqrt(spreadOf(reference).variance), 0.001);
}

/** Of sorted samples. */
export function energyDistance(reference: Float64Array, current: Float64Array): number {
  return Math.SQRT2 * Math.sqrt(sortedArea(reference, current, true));
}
