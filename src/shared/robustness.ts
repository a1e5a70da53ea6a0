import type { TableName } from "./drift";
import type { LimitCheck } from "./quality";

/** What `tidemark robustness --json` prints. */
export interface RobustnessDocument {
  readonly ok: boolean;
  readonly checks: readonly LimitCheck[];
  readonly kind: "classification" | "regression";
  readonly rows: number;
  readonly seed: number;
  /** With labels: what is measured, and what it is of the data as they are. */
  readonly metric?: { readonly name: string; readonly value: number | null };
  /** The most harmful first. */
  readonly tests: readonly RobustnessTest[];
  /** The worst of all tests, and of each kind: `answers_changed`, `noise.metric_drop`. */
  readonly figures: Readonly<Record<string, number | null>>;
  /** Why something was not tried. */
  readonly skipped: Readonly<Record<string, string>>;
  readonly model: string;
  readonly table: TableName;
  readonly took_ms: number;
}

export const perturbationKinds = ["noise", "missing", "rounding", "scaling", "swap", "slice"] as const;
export type PerturbationKind = (typeof perturbationKinds)[number];

export interface RobustnessTest {
  readonly kind: PerturbationKind;
  /** null: all that it can be done to at once. */
  readonly feature: string | null;
  /** In words: `0.1 of the standard deviation`. */
  readonly strength: string;
  /** Share of rows with another answer; of numbers, of those that moved by more than a tenth of the predictions' spread. */
  readonly answers_changed: number | null;
  /** Mean size of the change of the probability (or of the number, in parts of its spread). */
  readonly mean_change: number | null;
  /** After the change. */
  readonly metric?: number | null;
  /** How much worse; below 0 better. */
  readonly metric_drop?: number | null;
  readonly why?: string;
}
