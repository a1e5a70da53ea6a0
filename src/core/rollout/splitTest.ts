import type { Analysis, SplitTest } from "./deployment";
import { decided, type Outcome, type RolloutEvent, type RolloutState, refuse, traffic } from "./rolloutState";
import { watchVariants } from "./settled";

interface Rollout {
  readonly strategy: SplitTest;
  readonly analysis: Analysis | undefined;
  /** The first of the file's variants that takes part. */
  readonly control: string;
}

export function startSplitTest({ strategy }: Rollout, fresh: RolloutState): Outcome {
  const shares = strategy.weights.map(({ variant, weight }) => [variant, weight] as const);
  const reason = shares.map(([variant, weight]) => `${variant} gets ${weight} %`).join(", ");
  const state: RolloutState = { ...fresh, phase: "Healthy", reason, traffic: traffic(shares) };
  return { state, decisions: [decided(state, "start")] };
}

export function stepSplitTest(
  { strategy, analysis, control }: Rollout,
  state: RolloutState,
  event: RolloutEvent,
): Outcome {
  const names = strategy.weights.map(({ variant }) => variant);
  switch (event.kind) {
    case "tick": {
      const subjects = names.filter((name) => name !== control);
      const watched = { analysis, subjects, reference: control, observed: event.observed };
      return watchVariants(state, watched, (now, name, why) => withdrawn(now, name, control, why));
    }
    case "restarted":
      return { state, decisions: [] };
    case "promote": {
      const { variant } = event;
      if (variant === undefined) return refuse(state, `say which variant won: ${names.join(", ")}`);
      if (!names.includes(variant))
        return refuse(state, `no variant of this test is named '${variant}': ${names.join(", ")}`);
      return allTo(state, names, variant, {
        act: "promote",
        by: event.by,
        reason: `${variant} was made the winner by ${event.by}`,
      });
    }
    case "rollback": {
      const reason = `all requests were given back to ${control} by ${event.by}${event.why ? `: ${event.why}` : ""}`;
      return allTo(state, names, control, { act: "rollback", by: event.by, reason });
    }
    case "pause":
      return refuse(state, "only a canary has steps that can be paused");
    default:
      return event satisfies never;
  }
}

interface Wish {
  readonly act: "promote" | "rollback";
  readonly by: string;
  readonly reason: string;
}

function allTo(state: RolloutState, names: readonly string[], winner: string, { act, by, reason }: Wish): Outcome {
  const now: RolloutState = {
    ...state,
    phase: act === "promote" ? "Healthy" : "Degraded",
    reason,
    window: state.window + 1,
    traffic: traffic(
      names.map((name) => [name, name === winner ? 100 : 0]),
      { shut: names.filter((name) => name !== winner) },
    ),
  };
  return { state: now, decisions: [decided(now, act, by)] };
}

/** The control takes over what the variant had, in its place: nobody else moves. */
function withdrawn(state: RolloutState, name: string, control: string, why: string): RolloutState {
  return {
    ...state,
    reason: `${name} was taken back: ${why}`,
    traffic: {
      ...state.traffic,
      shares: state.traffic.shares.map((each) => (each.variant === name ? { ...each, variant: control } : each)),
      shut: [...state.traffic.shut, name],
    },
  };
}
