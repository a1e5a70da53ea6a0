import type { Scalar } from "./placedValues";
import { plainScalar } from "./plainScalar";

/** `plainScalar` makes no lists and no maps. */
export function scalarOf(text: string): Scalar {
  return plainScalar(text) as Scalar;
}
