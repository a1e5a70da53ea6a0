import type { TableName } from "./drift";
import type { CalibrationBin, LimitCheck } from "./quality";

/** What `tidemark fairness --json` prints; the same names over HTTP. */
export interface FairnessReport {
  readonly rows: number;
  readonly dropped: Readonly<Record<string, number>>;
  readonly positive: string;
  readonly negative: string;
  /** Where probabilities were cut into answers; absent where the table's own answers were taken. */
  readonly threshold?: number;
  readonly sensitive: readonly string[];
  readonly overall: GroupFigures;
  /** A value of each sensitive column; several columns make a group of each combination that occurs. */
  readonly groups: readonly FairnessGroup[];
  /** `demographic_parity_difference`, …; null where a group says nothing of it, and `why` says why. */
  readonly figures: Readonly<Record<string, number | null>>;
  /** 95 %, by resampling rows. */
  readonly intervals: Readonly<Record<string, readonly [number, number]>>;
  readonly why: Readonly<Record<string, string>>;
  readonly notes?: readonly string[];
}

/** A rate of no rows is 0, as fairlearn has it; a group names those in `unknown`. */
export interface GroupFigures {
  readonly count: number;
  readonly selection_rate: number;
  readonly true_positive_rate: number;
  readonly false_positive_rate: number;
  readonly false_negative_rate: number;
  readonly true_negative_rate: number;
  readonly precision: number;
  readonly accuracy: number;
  /** Share of rows that are positive. */
  readonly base_rate: number;
}

export interface FairnessGroup extends GroupFigures {
  /** `female`, `age 30–45 & female`. */
  readonly group: string;
  readonly values: readonly string[];
  /** Rates of which no row of the group tells: without positive rows the true positive rate. */
  readonly unknown: readonly FairnessRate[];
  /** 95 %, of each rate (Wilson). */
  readonly intervals: Readonly<Record<string, readonly [number, number]>>;
  /** With probabilities. */
  readonly calibration?: readonly CalibrationBin[];
  readonly expected_calibration_error?: number | null;
  /** With probabilities: positive and negative rows from each probability on, 0, 0.01 … 1. */
  readonly selected_from?: readonly (readonly [number, number])[];
}

export const fairnessRates = [
  "selection_rate",
  "true_positive_rate",
  "false_positive_rate",
  "false_negative_rate",
  "true_negative_rate",
  "precision",
  "accuracy",
] as const;
export type FairnessRate = (typeof fairnessRates)[number];

/** A report with all that its page draws. */
export interface FairnessDocument {
  readonly ok: boolean;
  readonly checks: readonly LimitCheck[];
  readonly report: FairnessReport;
  readonly table: TableName;
  readonly columns: {
    readonly actual: string;
    readonly prediction?: string;
    readonly probability?: string;
    /** The others of the table. */
    readonly others: readonly string[];
  };
  /** Milliseconds since 1970. */
  readonly at: number;
  readonly took_ms: number;
}

/** POST /api/tidemark/v1/fairness */
export interface FairnessRequest {
  readonly data: string;
  readonly actual: string;
  readonly prediction?: string;
  readonly probability?: string;
  /** With a probability column. */
  readonly threshold?: number;
  readonly sensitive: readonly string[];
  readonly positive?: string;
  readonly min?: Readonly<Record<string, number>>;
  readonly max?: Readonly<Record<string, number>>;
}
