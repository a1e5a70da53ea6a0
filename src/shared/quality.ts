import type { TableName } from "./drift";

/** What `tidemark quality --json` prints; the same names over HTTP. */
export interface QualityReport {
  readonly kind: "classification" | "regression";
  /** Rows that were measured, and those left out because something was missing in them, by column. */
  readonly rows: number;
  readonly dropped: Readonly<Record<string, number>>;
  /** By name: `accuracy`, `roc_auc`, `rmse`; null where the data say nothing of it, and `why` says why. */
  readonly figures: Readonly<Record<string, number | null>>;
  readonly why: Readonly<Record<string, string>>;
  readonly classification?: ClassificationDetail;
  readonly regression?: RegressionDetail;
  /** What a reader has to know. */
  readonly notes?: readonly string[];
}

export interface ClassificationDetail {
  readonly labels: readonly string[];
  /** Of two classes, the one whose probability is meant. */
  readonly positive?: string;
  readonly classes: readonly ClassQuality[];
  /** [actual][prediction], in the labels' order. */
  readonly confusion: readonly (readonly number[])[];
  /** With probabilities: of two classes the positive one, of more each against the rest. */
  readonly curves: readonly ClassCurves[];
  /** Of two classes, with probabilities. */
  readonly thresholds: readonly ThresholdRow[];
}

export interface ClassQuality {
  readonly label: string;
  /** Rows that are of it. */
  readonly support: number;
  readonly precision: number;
  readonly recall: number;
  readonly f1: number;
  readonly roc_auc: number | null;
  readonly average_precision: number | null;
}

export interface ClassCurves {
  readonly label: string;
  /** [false positive rate, true positive rate, threshold]; at most 200, the first threshold is null (nothing is selected). */
  readonly roc: readonly (readonly [number, number, number | null])[];
  /** [recall, precision, threshold]; the last threshold is null. */
  readonly pr: readonly (readonly [number, number, number | null])[];
  readonly calibration: readonly CalibrationBin[];
}

export interface CalibrationBin {
  /** Mean probability, share that came true. */
  readonly predicted: number;
  readonly observed: number;
  readonly rows: number;
  readonly low: number;
  readonly high: number;
}

export interface ThresholdRow {
  readonly threshold: number;
  readonly selected: number;
  readonly accuracy: number;
  readonly precision: number;
  readonly recall: number;
  readonly f1: number;
  readonly fpr: number;
}

export interface RegressionDetail {
  /** Of prediction less actual: at 1, 5, 25, 50, 75, 95, 99 %. */
  readonly error_quantiles: Readonly<Record<string, number>>;
  /** Counts of errors; `edges` is one longer. */
  readonly error_histogram: { readonly edges: readonly number[]; readonly counts: readonly number[] };
  /** At most 500 rows, evenly taken: [actual, prediction]. */
  readonly sample: readonly (readonly [number, number])[];
}

/** A value of a column, or a range of it, with what the model does there. */
export interface SegmentQuality {
  readonly column: string;
  readonly segment: string;
  readonly rows: number;
  /** The share of wrong answers, or the mean absolute error. */
  readonly error: number;
  readonly low: number;
  readonly high: number;
  readonly figures: Readonly<Record<string, number | null>>;
  /** The same segment of the reference. */
  readonly reference?: { readonly rows: number; readonly error: number };
}

/** What is known without labels. */
export interface UnlabelledQuality {
  readonly rows: number;
  /** Drift of what the model answers, against the reference. */
  readonly prediction_drift: readonly {
    readonly column: string;
    readonly test: string;
    readonly score: number | null;
    readonly threshold: number;
    readonly drift: boolean;
  }[];
  /** Figures that calibrated probabilities make expected; null with `why`. */
  readonly estimated: Readonly<Record<string, number | null>>;
  readonly why: Readonly<Record<string, string>>;
  /** Probabilities were mended on the reference's labels first. */
  readonly calibrated: boolean;
}

export interface LimitCheck {
  readonly figure: string;
  readonly bound: "min" | "max";
  readonly limit: number;
  /** null where the figure could not be computed: that breaks the limit too. */
  readonly value: number | null;
  readonly ok: boolean;
  readonly why?: string;
}

/** A report with all that its page draws. */
export interface QualityDocument {
  readonly ok: boolean;
  readonly checks: readonly LimitCheck[];
  readonly current: QualityReport | null;
  readonly reference?: QualityReport;
  /** Worst first within a column. */
  readonly segments: readonly SegmentQuality[];
  readonly unlabelled?: UnlabelledQuality;
  readonly columns: QualityColumns;
  readonly tables: { readonly current: TableName; readonly reference?: TableName };
  /** Milliseconds since 1970. */
  readonly at: number;
  readonly took_ms: number;
}

/** Which column is what. */
export interface QualityColumns {
  readonly actual?: string;
  readonly prediction?: string;
  /** One of the positive class, or one a class in the labels' order. */
  readonly probabilities: readonly string[];
  /** The others of the table. */
  readonly others: readonly string[];
}

/** POST /api/tidemark/v1/quality */
export interface QualityRequest {
  readonly data: string;
  readonly reference?: string;
  readonly actual?: string;
  readonly prediction?: string;
  /** A column, several, or what their names begin with. */
  readonly probability?: readonly string[];
  readonly positive?: string;
  /** Weights of rows. */
  readonly weight?: string;
  readonly kind?: "classification" | "regression";
  readonly segments?: readonly string[];
  /** By figure's name. */
  readonly min?: Readonly<Record<string, number>>;
  readonly max?: Readonly<Record<string, number>>;
}

/** POST /api/tidemark/v1/quality/columns: what a table has, and what is most likely what. */
export interface TableColumns {
  readonly rows: number;
  readonly columns: readonly OfferedColumn[];
  readonly guess: {
    readonly actual?: string;
    readonly prediction?: string;
    readonly probability: readonly string[];
    readonly sensitive: readonly string[];
  };
}

export interface OfferedColumn {
  readonly name: string;
  readonly dtype: string;
  /** At most 1000 are counted, of words all. */
  readonly distinct: number;
  /** All of its numbers lie in 0…1, and there are more than two. */
  readonly isShare: boolean;
}
