import type { Observed } from "../../../core/rollout/observed";
import type { Looks } from "../../../core/rollout/report";
import type { Decision, RolloutState } from "../../../core/rollout/rolloutState";
import type { Comparison } from "./mirror";

/** What of a deployment outlives its process. */
export interface KeptState {
  /** The text of the file that it is the state of. */
  readonly text: string;
  readonly rollout: RolloutState;
  readonly variants: Readonly<Record<string, { readonly observed: Observed; readonly requests: number }>>;
  readonly comparison: Comparison;
  readonly looks: Looks;
}

/** A line of `history.jsonl`, and of the audit trail. */
export type HistoryLine = Omit<Decision, "act"> & {
  readonly act: Decision["act"] | "models";
  readonly deployment: string;
};
