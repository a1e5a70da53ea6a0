import type { Analysis, Shadow } from "./deployment";
import { decided, type Outcome, type RolloutEvent, type RolloutState, refuse, traffic } from "./rolloutState";
import { watchVariants } from "./settled";

interface Rollout {
  readonly strategy: Shadow;
  readonly analysis: Analysis | undefined;
}

export function startShadow({ strategy }: Rollout, fresh: RolloutState): Outcome {
  const { active, mirror, mirrorPercentage: percentage } = strategy;
  const state: RolloutState = {
    ...fresh,
    phase: "Healthy",
    reason: `${active} answers; ${mirror} gets copies of ${percentage} % of the requests`,
    traffic: traffic(
      [
        [active, 100],
        [mirror, 0],
      ],
      { mirror: { variant: mirror, percentage } },
    ),
  };
  return { state, decisions: [decided(state, "start")] };
}

export function stepShadow({ strategy, analysis }: Rollout, state: RolloutState, event: RolloutEvent): Outcome {
  const { active, mirror } = strategy;
  const isPromoted = state.step === 1;
  switch (event.kind) {
    case "tick": {
      if (state.traffic.mirror === undefined) return { state, decisions: [] };
      const watched = { analysis, subjects: [mirror], reference: active, observed: event.observed };
      return watchVariants(state, watched, (now, _name, why) => ({
        ...now,
        reason: `${mirror} gets no more copies: ${why}`,
        traffic: traffic(
          [
            [active, 100],
            [mirror, 0],
          ],
          { shut: [mirror] },
        ),
      }));
    }
    case "restarted":
      return { state, decisions: [] };
    case "promote": {
      if (isPromoted) return refuse(state, `${mirror} has all requests already`);
      const now: RolloutState = {
        ...state,
        phase: "Healthy",
        step: 1,
        reason: `${mirror} answers since ${event.by} promoted it`,
        window: state.window + 1,
        traffic: traffic([
          [mirror, 100],
          [active, 0],
        ]),
      };
      return { state: now, decisions: [decided(now, "promote", event.by)] };
    }
    case "rollback": {
      const now: RolloutState = {
        ...state,
        phase: "Degraded",
        step: 0,
        reason: `${active} answers alone since ${event.by} took ${mirror} back${event.why ? `: ${event.why}` : ""}`,
        window: state.window + 1,
        traffic: traffic(
          [
            [active, 100],
            [mirror, 0],
          ],
          { shut: [mirror] },
        ),
      };
      return { state: now, decisions: [decided(now, "rollback", event.by)] };
    }
    case "pause":
      return refuse(state, "only a canary has steps that can be paused");
    default:
      return event satisfies never;
  }
}
