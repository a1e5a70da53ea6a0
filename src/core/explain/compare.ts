import type { ExplainedChange, ExplainedDrift } from "../../shared/explanation";
import type { Explained } from "./game";
import { meanAbs } from "./meanAbs";

/** What the model goes by in two tables: mean |value| a feature, and its share of all. */
export function compareExplained(
  features: readonly string[],
  reference: Explained,
  current: Explained,
  output?: number,
): Pick<ExplainedDrift, "distance" | "features"> {
  const [then, now] = [reference, current].map((each) => meanAbs(each, features.length, output)) as [
    number[],
    number[],
  ];
  const [thenShares, nowShares] = [shares(then), shares(now)];
  const changes = features.map(
    (feature, i): ExplainedChange => ({
      feature,
      reference: then[i] as number,
      current: now[i] as number,
      reference_share: thenShares[i] as number,
      current_share: nowShares[i] as number,
    }),
  );
  const size = (each: ExplainedChange) => Math.abs(each.current_share - each.reference_share);
  return {
    distance: changes.reduce((sum, each) => sum + size(each), 0) / 2,
    features: changes.sort((a, b) => size(b) - size(a)),
  };
}

function shares(sizes: readonly number[]): number[] {
  const sum = sizes.reduce((all, each) => all + each, 0);
  return sizes.map((each) => (sum === 0 ? 0 : each / sum));
}
