import { startBlueGreen, stepBlueGreen } from "./blueGreen";
import { startCanary, stepCanary } from "./canary";
import type { Deployment } from "./deployment";
import type { ObservedByVariant } from "./gates";
import { type Outcome, passed, type RolloutEvent, type RolloutState, traffic } from "./rolloutState";
import { startShadow, stepShadow } from "./shadow";
import { startSplitTest, stepSplitTest } from "./splitTest";

/** A deployment as it begins; `now` and all other times are milliseconds. */
export function startRollout(deployment: Deployment, now: number): Outcome {
  const { strategy, analysis } = deployment;
  const fresh: RolloutState = {
    phase: "Progressing",
    reason: "",
    step: 0,
    traffic: traffic([]),
    window: 0,
    elapsed: 0,
    at: now,
    watch: {},
  };
  switch (strategy.kind) {
    case "canary":
      return startCanary({ strategy, analysis }, fresh);
    case "ab":
      return startSplitTest({ strategy, analysis, control: controlOf(deployment) }, fresh);
    case "shadow":
      return startShadow({ strategy, analysis }, fresh);
    case "blueGreen":
      return startBlueGreen({ strategy, analysis }, fresh);
    default:
      return strategy satisfies never;
  }
}

/** What becomes of a deployment by an event. The state says it all: it may have been kept as JSON in between. */
export function stepRollout(deployment: Deployment, before: RolloutState, event: RolloutEvent, now: number): Outcome {
  const { strategy, analysis } = deployment;
  // time in which nobody was there is no time of a pause
  const state = event.kind === "restarted" ? { ...before, at: now } : passed(before, now);
  switch (strategy.kind) {
    case "canary":
      return stepCanary({ strategy, analysis }, state, event);
    case "ab":
      return stepSplitTest({ strategy, analysis, control: controlOf(deployment) }, state, event);
    case "shadow":
      return stepShadow({ strategy, analysis }, state, event);
    case "blueGreen":
      return stepBlueGreen({ strategy, analysis }, state, event);
    default:
      return strategy satisfies never;
  }
}

/** Milliseconds between ticks from which on nobody was there. */
const longestGap = 5000;

/** A tick, but after a gap: the machine slept, or its clock was set, and no pause is over by that. */
export function tickOf(state: RolloutState, observed: ObservedByVariant, now: number): RolloutEvent {
  return now - state.at > longestGap ? { kind: "restarted" } : { kind: "tick", observed };
}

/** What a report compares the others with: the first of the file's variants that the strategy names. */
export function controlOf({ variants, strategy }: Pick<Deployment, "variants" | "strategy">): string {
  const named = variantsOf(strategy);
  return variants.find(({ name }) => named.includes(name))?.name ?? named[0] ?? "";
}

/** The variant that is known to do: others are judged beside it, whatever the order of the file. */
export function referenceOf({ variants, strategy }: Pick<Deployment, "variants" | "strategy">): string {
  if (strategy.kind === "canary") return strategy.stable;
  return strategy.kind === "ab" ? controlOf({ variants, strategy }) : strategy.active;
}

/** The variants that a strategy names. */
export function variantsOf(strategy: Deployment["strategy"]): readonly string[] {
  switch (strategy.kind) {
    case "canary":
      return [strategy.stable, strategy.canary];
    case "ab":
      return strategy.weights.map(({ variant }) => variant);
    case "shadow":
      return [strategy.active, strategy.mirror];
    case "blueGreen":
      return [strategy.active, strategy.preview];
    default:
      return strategy satisfies never;
  }
}

/** Percent by variant, of all that the file has. */
export function weightsOf({ variants }: Pick<Deployment, "variants">, { traffic: { shares } }: RolloutState) {
  return Object.fromEntries(
    variants.map(({ name }) => [
      name,
      shares.reduce((sum, { variant, weight }) => (variant === name ? sum + weight : sum), 0),
    ]),
  );
}
