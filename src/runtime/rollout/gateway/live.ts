import { rolloutFacts } from "../../../core/rollout/rolloutFacts";
import type { RolloutState } from "../../../core/rollout/rolloutState";
import type { LiveDeployment } from "../../../shared/deploymentPage";
import { pointEvery } from "./course";
import type { Comparison } from "./mirror";
import type { Plan } from "./plan";
import type { Watched } from "./watchVariant";

interface Seen {
  readonly plan: Plan;
  readonly state: RolloutState;
  readonly watched: Readonly<Record<string, Watched>>;
  readonly comparison: Comparison;
}

/** What the page of a deployment draws; `since`: the points of the charts that it has already are left out. */
export function liveOf(
  { plan, state, watched, comparison }: Seen,
  since: number,
): Omit<LiveDeployment, "deployment" | "started"> {
  const observed = Object.fromEntries(Object.entries(watched).map(([name, each]) => [name, each.observed]));
  const compared = comparison.rows + comparison.failed > 0 ? comparison : undefined;
  return {
    rollout: rolloutFacts(plan.deployment, state, observed, compared),
    course: Object.fromEntries(Object.entries(watched).map(([name, { course }]) => [name, course.points(since)])),
    every: pointEvery,
    now: Date.now(),
  };
}
