import type { Traffic } from "./assignment";
import type { GateReading, ObservedByVariant } from "./gates";

export type Phase = "Progressing" | "Paused" | "Healthy" | "Degraded";

/** Where a rollout stands. Plain data: kept as JSON, it goes on where it was. */
export interface RolloutState {
  readonly phase: Phase;
  /** In words, for people. */
  readonly reason: string;
  /** Of a canary: the place in its steps of the one that goes on, from 0; as many as there are once all are done. */
  readonly step: number;
  readonly traffic: Traffic;
  /** Grows whenever a step begins: what was observed is counted anew from there on. */
  readonly window: number;
  /** Milliseconds of this step or pause that went by while somebody was there to see it. */
  readonly elapsed: number;
  /** When the last event was. */
  readonly at: number;
  /** By the variant that is looked at. */
  readonly watch: Readonly<Record<string, Watch>>;
}

/** What the looks at a variant have said so far. */
export interface Watch {
  readonly failures: number;
  /** Milliseconds. */
  readonly sinceLook: number;
  readonly lastFailed: boolean;
  readonly readings: readonly GateReading[];
}

export const unwatched: Watch = { failures: 0, sinceLook: 0, lastFailed: false, readings: [] };

export type RolloutEvent =
  /** Some time went by; a second or less apart, and once more when the process begins again: `restarted`. */
  | { readonly kind: "tick"; readonly observed: ObservedByVariant }
  /** Time in which nobody was there does not count. */
  | { readonly kind: "restarted" }
  /** `variant`: of an A/B test, the winner. `full`: a canary past all of its steps. */
  | { readonly kind: "promote"; readonly by: string; readonly variant?: string; readonly full?: boolean }
  | { readonly kind: "rollback"; readonly by: string; readonly why?: string }
  /** A canary stays where it is, watched as before, until somebody promotes. */
  | { readonly kind: "pause"; readonly by: string };

/** Something that was decided, for the audit trail. */
export interface Decision {
  readonly at: number;
  /** A person, or nobody: then the rollout itself decided. */
  readonly by: string | undefined;
  readonly act: "start" | "step" | "pause" | "promote" | "rollback" | "finish" | "look failed";
  readonly reason: string;
  /** The weights from here on. */
  readonly traffic: Traffic;
}

export interface Outcome {
  readonly state: RolloutState;
  readonly decisions: readonly Decision[];
  /** Why a person's wish was not granted; the state is as it was. */
  readonly refused?: string;
}

export function decided(state: RolloutState, act: Decision["act"], by?: string): Decision {
  return { at: state.at, by, act, reason: state.reason, traffic: state.traffic };
}

export function refuse(state: RolloutState, refused: string): Outcome {
  return { state, decisions: [], refused };
}

/** A state in which time went by up to now; a clock that was set back stands still. */
export function passed(state: RolloutState, now: number): RolloutState {
  const by = Math.max(0, now - state.at);
  const watch = Object.fromEntries(
    Object.entries(state.watch).map(([name, each]) => [name, { ...each, sinceLook: each.sinceLook + by }]),
  );
  return { ...state, at: now, elapsed: state.elapsed + by, watch };
}

export function traffic(
  shares: readonly (readonly [variant: string, weight: number])[],
  { mirror, shut = [] }: Partial<Traffic> = {},
): Traffic {
  return { shares: shares.map(([variant, weight]) => ({ variant, weight })), mirror, shut };
}

export function weightOf({ traffic: { shares } }: RolloutState, variant: string): number {
  return shares.reduce((sum, each) => (each.variant === variant ? sum + each.weight : sum), 0);
}

/** The state in which a step begins: nothing was seen of it yet. Failed looks stay counted. */
export function beginning(state: RolloutState, change: Partial<RolloutState>): RolloutState {
  const watch = Object.fromEntries(
    Object.entries(state.watch).map(([name, { failures }]) => [name, { ...unwatched, failures }]),
  );
  return { ...state, watch, elapsed: 0, window: state.window + 1, ...change };
}
