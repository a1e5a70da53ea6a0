import type { Analysis, BlueGreen } from "./deployment";
import { writeDuration } from "./fileTerms";
import {
  beginning,
  decided,
  type Outcome,
  type RolloutEvent,
  type RolloutState,
  refuse,
  traffic,
} from "./rolloutState";
import { watchVariants } from "./settled";

interface Rollout {
  readonly strategy: BlueGreen;
  readonly analysis: Analysis | undefined;
}

/** `step` of the state: 0 while the active variant answers, 1 once the preview does. */
export function startBlueGreen(rollout: Rollout, fresh: RolloutState): Outcome {
  const { autoPromotionEnabled, autoPromotionAfter, active, preview } = rollout.strategy;
  const until = autoPromotionEnabled
    ? `takes over in ${writeDuration(autoPromotionAfter)}`
    : "waits until somebody promotes";
  const state: RolloutState = {
    ...fresh,
    phase: autoPromotionEnabled ? "Progressing" : "Paused",
    reason: `${active} has all requests; ${preview} ${until}`,
    traffic: allTo(active, preview),
  };
  const decisions = [decided(state, "start")];
  if (!autoPromotionEnabled || autoPromotionAfter > 0) return { state, decisions };
  const over = switchOver(rollout, state);
  return { state: over.state, decisions: [...decisions, ...over.decisions] };
}

export function stepBlueGreen(rollout: Rollout, state: RolloutState, event: RolloutEvent): Outcome {
  const { strategy } = rollout;
  const { active, preview } = strategy;
  const isOver = state.step === 1 && state.phase !== "Degraded";
  switch (event.kind) {
    case "tick":
      if (state.phase !== "Progressing") return { state, decisions: [] };
      if (isOver) return watchPreview(rollout, state, event.observed);
      return state.elapsed >= strategy.autoPromotionAfter ? switchOver(rollout, state) : { state, decisions: [] };
    case "restarted":
      return { state, decisions: [] };
    case "promote":
      return isOver ? refuse(state, `${preview} has all requests already`) : switchOver(rollout, state, event.by);
    case "rollback":
      if (state.phase === "Degraded") return refuse(state, `${active} has all requests already`);
      return switchBack(rollout, state, `taken back by ${event.by}${event.why ? `: ${event.why}` : ""}`, event.by);
    case "pause":
      return refuse(state, "only a canary has steps that can be paused");
    default:
      return event satisfies never;
  }
}

/** With an analysis it is Healthy only after a look at the requests that it really had. */
function switchOver({ strategy: { active, preview }, analysis }: Rollout, from: RolloutState, by?: string): Outcome {
  const state = beginning(from, {
    phase: analysis ? "Progressing" : "Healthy",
    step: 1,
    reason: `${preview} has all requests`,
    traffic: allTo(preview, active),
    watch: {},
  });
  return { state, decisions: [decided(state, "promote", by)] };
}

function switchBack(
  { strategy: { active, preview } }: Rollout,
  from: RolloutState,
  reason: string,
  by?: string,
): Outcome {
  const state: RolloutState = {
    ...from,
    phase: "Degraded",
    step: 0,
    reason,
    window: from.window + 1,
    traffic: { ...allTo(active, preview), shut: [preview] },
  };
  return { state, decisions: [decided(state, "rollback", by)] };
}

function watchPreview(
  rollout: Rollout,
  state: RolloutState,
  observed: Parameters<typeof watchVariants>[1]["observed"],
): Outcome {
  const { active, preview } = rollout.strategy;
  const watched = { analysis: rollout.analysis, subjects: [preview], reference: active, observed };
  const { looks, ...outcome } = watchVariants(
    state,
    watched,
    (now, _name, why) => switchBack(rollout, now, `taken back: ${why}`).state,
  );
  if (looks[0]?.verdict !== "passed") return outcome;
  const sound: RolloutState = {
    ...outcome.state,
    phase: "Healthy",
    reason: `${preview} has all requests, and is in order`,
  };
  return { state: sound, decisions: [...outcome.decisions, decided(sound, "finish")] };
}

function allTo(variant: string, other: string) {
  return traffic([
    [variant, 100],
    [other, 0],
  ]);
}
