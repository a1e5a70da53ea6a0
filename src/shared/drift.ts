import { boolean, list, number, numberOrNull, object, oneOf, optional, type Reader, record, string } from "./readers";

/** What `tidemark drift --json` promises to print; the same names over HTTP. */
export interface DriftReport {
  readonly dataset_drift: boolean;
  /** Drifted of the tested columns. */
  readonly share: number;
  readonly drifted: number;
  readonly tested: number;
  /** From this share on the dataset has drifted. */
  readonly drift_share: number;
  readonly columns: Readonly<Record<string, ColumnDrift>>;
  /** Why a column was not tested. */
  readonly skipped: Readonly<Record<string, string>>;
  /** With a column whose values part the rows: a report for each of its values. */
  readonly segments?: Readonly<Record<string, DriftReport>>;
  /** Of vectors: lists, or columns that were named as one. They do not count among the tested columns. */
  readonly embeddings?: Readonly<Record<string, EmbeddingDrift>>;
}

export interface EmbeddingDrift {
  readonly dimensions: number;
  /** How well a linear classifier tells the sides apart: 0.5 is not at all. */
  readonly auc: number;
  /** Squared maximum mean discrepancy with a Gaussian kernel, unbiased; not below 0. */
  readonly mmd: number;
  /** Cosine distance between the means of both sides. */
  readonly cosine: number;
  /** Of the AUC, as Evidently's. */
  readonly threshold: number;
  readonly drift: boolean;
}

export type ColumnType = "num" | "cat" | "text";

export interface ColumnDrift {
  readonly type: ColumnType;
  readonly test: DriftTest;
  /** A p-value or a distance; null where it is not finite. */
  readonly score: number | null;
  readonly threshold: number;
  readonly drift: boolean;
  /** Where it was named as one. */
  readonly role?: "target" | "prediction";
}

export const driftTests = [
  "ks",
  "chisquare",
  "z",
  "wasserstein",
  "jensenshannon",
  "psi",
  "kl_div",
  "hellinger",
  "t_test",
  "mannw",
  "ed",
  "cramer_von_mises",
  "anderson",
  "es",
  "g_test",
  "fisher_exact",
  "TVD",
  "empirical_mmd",
  "abs_text_content_drift",
  "perc_text_content_drift",
] as const;
export type DriftTest = (typeof driftTests)[number];

/** Of these a small score is drift; of all others a large one. */
export const pValueTests: readonly DriftTest[] = [
  "ks",
  "chisquare",
  "z",
  "t_test",
  "mannw",
  "cramer_von_mises",
  "anderson",
  "es",
  "g_test",
  "fisher_exact",
  "TVD",
  "empirical_mmd",
];

/** What a page shows of a column beside its score. */
export interface ColumnPicture {
  readonly name: string;
  readonly role: "feature" | "target" | "prediction";
  /** Bins of numbers (`edges` is one longer than the shares) or values, the most frequent first, then all others. */
  readonly edges?: readonly number[];
  readonly labels?: readonly string[];
  /** Shares of the rows that have a value. */
  readonly reference: readonly number[];
  readonly current: readonly number[];
  readonly sides: { readonly reference: ColumnSide; readonly current: ColumnSide };
  /** Of text: words that are more frequent on one side, the most telling first. */
  readonly words?: { readonly gained: readonly string[]; readonly lost: readonly string[] };
}

export interface ColumnSide {
  readonly rows: number;
  /** Share of the rows. */
  readonly missing: number;
  readonly distinct: number;
  /** Of numbers. Quantiles at 5, 25, 50, 75 and 95 %. */
  readonly mean?: number;
  readonly std?: number;
  readonly quantiles?: readonly [number, number, number, number, number];
}

/** A report with all that its page draws. */
export interface DriftDocument {
  readonly report: DriftReport;
  readonly columns: readonly ColumnPicture[];
  readonly reference: TableName;
  readonly current: TableName;
  /** Milliseconds since 1970. */
  readonly at: number;
  readonly took_ms: number;
}

export interface TableName {
  /** As it was asked for: `data/train.csv@HEAD~3`, `predictions:churn`. */
  readonly name: string;
  readonly rows: number;
  /** md5 of its data version, where it has one. */
  readonly version?: string;
}

const numbers = list(number);

const readColumnDrift = object<ColumnDrift>({
  type: oneOf("num", "cat", "text"),
  test: oneOf(...driftTests),
  score: numberOrNull,
  threshold: number,
  drift: boolean,
  role: optional(oneOf("target", "prediction")) as Reader<"target" | "prediction">,
});

const readEmbeddingDrift = object<EmbeddingDrift>({
  dimensions: number,
  auc: number,
  mmd: number,
  cosine: number,
  threshold: number,
  drift: boolean,
});

export const readDriftReport: Reader<DriftReport> = (value, at) =>
  object<DriftReport>({
    dataset_drift: boolean,
    share: number,
    drifted: number,
    tested: number,
    drift_share: number,
    columns: record(readColumnDrift),
    skipped: record(string),
    segments: optional(record(readDriftReport)) as Reader<Readonly<Record<string, DriftReport>>>,
    embeddings: optional(record(readEmbeddingDrift)) as Reader<Readonly<Record<string, EmbeddingDrift>>>,
  })(value, at);

const readSide = object<ColumnSide>({
  rows: number,
  missing: number,
  distinct: number,
  mean: optional(number) as Reader<number>,
  std: optional(number) as Reader<number>,
  quantiles: optional(numbers) as Reader<unknown> as Reader<readonly [number, number, number, number, number]>,
});

const readPicture = object<ColumnPicture>({
  name: string,
  role: oneOf("feature", "target", "prediction"),
  edges: optional(numbers) as Reader<readonly number[]>,
  labels: optional(list(string)) as Reader<readonly string[]>,
  reference: numbers,
  current: numbers,
  sides: object<ColumnPicture["sides"]>({ reference: readSide, current: readSide }),
  words: optional(object<NonNullable<ColumnPicture["words"]>>({ gained: list(string), lost: list(string) })) as Reader<
    NonNullable<ColumnPicture["words"]>
  >,
});

const readTableName = object<TableName>({ name: string, rows: number, version: optional(string) as Reader<string> });

export const readDriftDocument = object<DriftDocument>({
  report: readDriftReport,
  columns: list(readPicture),
  reference: readTableName,
  current: readTableName,
  at: number,
  took_ms: number,
});
