import type { Traffic } from "./assignment";
import type { Analysis, Canary } from "./deployment";
import { writeDuration } from "./fileTerms";
import type { ObservedByVariant } from "./gates";
import { look } from "./look";
import {
  beginning,
  type Decision,
  decided,
  type Outcome,
  type RolloutEvent,
  type RolloutState,
  refuse,
  traffic,
  weightOf,
} from "./rolloutState";

interface Rollout {
  readonly strategy: Canary;
  readonly analysis: Analysis | undefined;
}

export function startCanary(rollout: Rollout, fresh: RolloutState): Outcome {
  const state = { ...fresh, phase: "Progressing" as const, traffic: shared(rollout.strategy, 0), reason: "" };
  const first = enter(rollout, state, 0);
  return {
    state: first.state,
    decisions: first.decisions.map((each, i) => (i === 0 ? { ...each, act: "start" } : each)),
  };
}

export function stepCanary(rollout: Rollout, state: RolloutState, event: RolloutEvent): Outcome {
  const { canary, stable, steps } = rollout.strategy;
  switch (event.kind) {
    case "tick":
      return state.phase === "Healthy" || state.phase === "Degraded"
        ? { state, decisions: [] }
        : tick(rollout, state, event.observed);
    case "restarted":
      return { state, decisions: [] };
    case "promote":
      if (state.phase === "Healthy") return refuse(state, `${canary} has all requests already`);
      if (state.phase === "Degraded")
        return refuse(state, `${canary} was taken back (${state.reason}); apply the file to begin again`);
      return enter(rollout, state, event.full ? steps.length : state.step + 1, event.by);
    case "rollback":
      if (state.phase === "Degraded") return refuse(state, `${stable} has all requests already`);
      return takeBack(rollout, state, `taken back by ${event.by}${event.why ? `: ${event.why}` : ""}`, event.by);
    case "pause":
      return hold(rollout, state, event.by);
    default:
      return event satisfies never;
  }
}

/** Goes to a step, and through it where nothing is to be waited for. */
function enter({ strategy, analysis }: Rollout, from: RolloutState, to: number, by?: string): Outcome {
  const decisions: Decision[] = [];
  let state = from;
  const note = (change: Partial<RolloutState>, act: Decision["act"]) => {
    state = { ...state, ...change };
    decisions.push(decided(state, act, by));
  };
  for (const [i, step] of strategy.steps.entries()) {
    if (i < to) continue;
    if (step.kind === "setWeight") {
      const { weight } = step;
      state = beginning(state, { phase: "Progressing", step: i, traffic: shared(strategy, weight) });
      note({ reason: `${strategy.canary} gets ${weight} %` }, "step");
      if (strategy.steps[i + 1]?.kind === "pause") continue;
      if (analysis && weight > 0) return { state, decisions };
      continue;
    }
    const weight = weightOf(state, strategy.canary);
    const until = step.duration === undefined ? "until somebody promotes" : `for ${writeDuration(step.duration)}`;
    const phase = step.duration === undefined ? "Paused" : "Progressing";
    state = { ...state, elapsed: 0, step: i };
    note({ phase, reason: `${strategy.canary} stays at ${weight} % ${until}` }, "pause");
    return { state, decisions };
  }
  state = beginning(state, { phase: "Healthy", step: strategy.steps.length, traffic: shared(strategy, 100) });
  note({ reason: `${strategy.canary} went through all steps and has all requests` }, "finish");
  return { state, decisions };
}

/** The gates go on judging; only the way forward is shut. */
function hold({ strategy: { canary } }: Rollout, state: RolloutState, by: string): Outcome {
  if (state.phase === "Paused") return refuse(state, `${canary} is paused already: ${state.reason}`);
  if (state.phase !== "Progressing")
    return refuse(state, `${canary} is on no step that could be paused: ${state.reason}`);
  const reason = `${canary} stays at ${weightOf(state, canary)} % until somebody promotes: paused by ${by}`;
  const held: RolloutState = { ...state, phase: "Paused", reason };
  return { state: held, decisions: [decided(held, "pause", by)] };
}

function tick(rollout: Rollout, state: RolloutState, observed: ObservedByVariant): Outcome {
  const { strategy, analysis } = rollout;
  const step = strategy.steps[state.step];
  const isOver =
    state.phase !== "Paused" &&
    (step?.kind !== "pause" || (step.duration !== undefined && state.elapsed >= step.duration));
  if (analysis === undefined || weightOf(state, strategy.canary) === 0)
    return isOver ? enter(rollout, state, state.step + 1) : { state, decisions: [] };

  const at = { analysis, subject: strategy.canary, reference: strategy.stable, observed, isEnd: isOver };
  const seen = look(state, at);
  const weight = weightOf(state, strategy.canary);
  switch (seen.verdict) {
    case "over":
      return takeBack(rollout, seen.state, `taken back at ${weight} %: ${seen.text}`);
    case "failed": {
      const { failures = 0 } = seen.state.watch[strategy.canary] ?? {};
      const reason = `failed look ${failures} of ${analysis.failureLimit} at ${weight} %: ${seen.text}`;
      const failed = { ...seen.state, reason };
      return { state: failed, decisions: [decided(failed, "look failed")] };
    }
    case "passed": {
      if (isOver) return enter(rollout, seen.state, state.step + 1);
      const wasFailed = state.watch[strategy.canary]?.lastFailed;
      const reason = wasFailed ? `${strategy.canary} stays at ${weight} %: it is in order again` : state.reason;
      return { state: { ...seen.state, reason }, decisions: [] };
    }
    case "waiting":
      if (!isOver) return { state: seen.state, decisions: [] };
      return {
        state: { ...seen.state, reason: `${strategy.canary} stays at ${weight} %: ${seen.text}` },
        decisions: [],
      };
    case "early":
      return { state: seen.state, decisions: [] };
    default:
      return seen.verdict satisfies never;
  }
}

function takeBack({ strategy }: Rollout, state: RolloutState, reason: string, by?: string): Outcome {
  const back: RolloutState = {
    ...state,
    phase: "Degraded",
    reason,
    traffic: shared(strategy, 0, [strategy.canary]),
    window: state.window + 1,
  };
  return { state: back, decisions: [decided(back, "rollback", by)] };
}

/** The canary owns the first buckets, so that its users stay with it as it grows. */
function shared({ canary, stable }: Canary, weight: number, shut: readonly string[] = []): Traffic {
  return traffic(
    [
      [canary, weight],
      [stable, 100 - weight],
    ],
    { shut },
  );
}
