import type { DriftTest } from "../../shared/drift";
import { distinctUpTo, type Pair } from "./pair";
import { filledOf } from "./side";

/** Up to so many rows of the reference a p-value is meaningful; beyond, every difference is. */
const small = 1000;

/** The test that Evidently takes of itself. */
export function chooseTest(pair: Pair): DriftTest {
  const isSmall = filledOf(pair.reference) <= small;
  if (pair.type === "text") return isSmall ? "perc_text_content_drift" : "abs_text_content_drift";
  if (!isSmall && pair.type === "cat") return "jensenshannon";
  const distinct = distinctUpTo(6, pair);
  if (pair.type === "num" && distinct > 5) return isSmall ? "ks" : "wasserstein";
  if (!isSmall) return "jensenshannon";
  return distinct > 2 ? "chisquare" : "z";
}
