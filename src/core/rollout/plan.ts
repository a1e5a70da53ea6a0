import { leastEffect, leastRise, sizeForMeans, sizeForProportions } from "../stats/power";

/** What is known before a test begins. */
export interface PlanInput {
  /** A share of users (0 to 1), or a mean with its deviation. */
  readonly outcome:
    | { readonly kind: "share"; readonly now: number }
    | { readonly kind: "mean"; readonly deviation: number };
  /** What is to be seen: a change of the share or of the mean. Or how many users there are. */
  readonly wanted: { readonly effect: number } | { readonly users: number };
  /** Percent of the control and of the treatment. */
  readonly weights: readonly [control: number, treatment: number];
  readonly power?: number;
  readonly alpha?: number;
}

export interface Plan {
  /** Of both variants together; null where no number of users is enough. */
  readonly users: number | null;
  readonly control: number | null;
  readonly treatment: number | null;
  /** The smallest change that is seen; null where the users are too few for any. */
  readonly effect: number | null;
}

/** How many users a test takes, or what a number of users can show. */
export function planTest({ outcome, wanted, weights, power = 0.8, alpha = 0.05 }: PlanInput): Plan {
  const [c, t] = weights.map((weight) => weight / (weights[0] + weights[1])) as [number, number];
  // arms of unequal size see as much as equal ones of their harmonic mean
  const perArm = 2 * c * t;
  if ("users" in wanted) {
    const n = wanted.users * perArm;
    const effect =
      outcome.kind === "share"
        ? leastRise(outcome.now, n, power, alpha)
        : n < 2
          ? undefined
          : leastEffect(n, power, alpha) * outcome.deviation;
    return {
      users: wanted.users,
      control: Math.round(wanted.users * c),
      treatment: Math.round(wanted.users * t),
      effect: effect ?? null,
    };
  }
  const n =
    outcome.kind === "share"
      ? sizeForProportions(outcome.now, outcome.now + wanted.effect, power, alpha)
      : sizeForMeans(wanted.effect / outcome.deviation, power, alpha);
  const users = n / perArm;
  if (!Number.isFinite(users)) return { users: null, control: null, treatment: null, effect: wanted.effect };
  const [control, treatment] = [Math.ceil(users * c), Math.ceil(users * t)];
  return { users: control + treatment, control, treatment, effect: wanted.effect };
}
