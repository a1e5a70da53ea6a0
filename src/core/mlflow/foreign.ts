/** What other stores hold, in one form whatever the store. Ids are theirs. */
export type Pair = readonly [key: string, value: string];

export type Lifecycle = "active" | "deleted";

export interface ForeignExperiment {
  readonly kind: "experiment";
  readonly id: string;
  readonly name: string;
  readonly lifecycle: Lifecycle;
  readonly createdAt?: number;
  readonly updatedAt?: number;
  readonly tags: readonly Pair[];
}

export interface ForeignDataset {
  readonly name: string;
  readonly digest: string;
  readonly sourceType: string;
  readonly source: string;
  readonly schema?: string;
  readonly profile?: string;
  readonly tags: readonly Pair[];
}

export interface ForeignModelLink {
  readonly model: string;
  readonly step: number;
}

export interface ForeignRun {
  readonly kind: "run";
  readonly id: string;
  readonly experiment: string;
  readonly name: string;
  readonly user: string;
  readonly status: string;
  readonly startTime: number;
  readonly endTime?: number;
  readonly lifecycle: Lifecycle;
  readonly deletedAt?: number;
  readonly params: readonly Pair[];
  readonly tags: readonly Pair[];
  readonly datasets: readonly ForeignDataset[];
  readonly modelInputs: readonly ForeignModelLink[];
  readonly modelOutputs: readonly ForeignModelLink[];
  readonly artifacts: string;
  /** What tells whether it changed since; opaque. */
  readonly stamp?: string;
}

/** New points of one metric of one run. */
export interface ForeignPoints {
  readonly kind: "points";
  readonly run: string;
  readonly key: string;
  readonly values: Float64Array;
  readonly steps: Float64Array;
  readonly times: Float64Array;
  /** Bytes of the metric's file read once these are in. */
  readonly bytes?: number;
}

/** Everything before this is to be kept together; a database has been read up to this row of its metrics. */
export interface Mark {
  readonly kind: "mark";
  readonly row: number;
}

export interface ForeignModelMetric {
  readonly key: string;
  readonly value: number;
  readonly timestamp: number;
  readonly step: number;
  readonly run: string;
  readonly datasetName?: string;
  readonly datasetDigest?: string;
}

export interface ForeignLoggedModel {
  readonly kind: "logged-model";
  readonly id: string;
  readonly experiment: string;
  readonly name: string;
  readonly type?: string;
  readonly status: "PENDING" | "READY" | "FAILED" | "UNSPECIFIED";
  readonly statusMessage?: string;
  readonly sourceRun?: string;
  readonly createdAt: number;
  readonly updatedAt: number;
  readonly lifecycle: Lifecycle;
  readonly params: readonly Pair[];
  readonly tags: readonly Pair[];
  readonly metrics: readonly ForeignModelMetric[];
  readonly artifacts: string;
}

export interface ForeignRegisteredModel {
  readonly kind: "registered-model";
  readonly name: string;
  readonly description?: string;
  readonly createdAt: number;
  readonly updatedAt: number;
  readonly tags: readonly Pair[];
  readonly aliases: readonly (readonly [alias: string, version: number])[];
}

export interface ForeignVersion {
  readonly kind: "model-version";
  readonly name: string;
  readonly version: number;
  readonly description?: string;
  readonly user?: string;
  readonly stage: string;
  readonly source: string;
  readonly run?: string;
  readonly runLink?: string;
  readonly status: string;
  readonly statusMessage?: string;
  readonly storage?: string;
  readonly model?: string;
  readonly createdAt: number;
  readonly updatedAt: number;
  readonly tags: readonly Pair[];
}

/** As MLflow 3 prints them in JSON; a span may be JSON text, which keeps all digits of its times. */
export interface ForeignTrace {
  readonly kind: "trace";
  readonly id: string;
  readonly experiment: string;
  readonly info: Readonly<Record<string, unknown>>;
  readonly spans: readonly unknown[];
}

/** Something that could not be read; the rest comes in. */
export interface Unreadable {
  readonly kind: "unreadable";
  readonly what: string;
  readonly why: string;
}

export interface Expected {
  readonly kind: "expected";
  readonly runs: number;
}

export type Foreign =
  | ForeignExperiment
  | ForeignRun
  | ForeignPoints
  | ForeignLoggedModel
  | ForeignRegisteredModel
  | ForeignVersion
  | ForeignTrace
  | Mark
  | Unreadable
  | Expected;

/** What of a source is already here, so that only what is new is read. */
export interface Taken {
  /** For a database: the last row of its metrics table. */
  readonly row: number;
  readonly runs: ReadonlyMap<string, TakenRun>;
}

export interface TakenRun {
  readonly stamp?: string;
  /** Bytes read of each metric's file. */
  readonly bytes: Readonly<Record<string, number>>;
}

export const nothingTaken: Taken = { row: 0, runs: new Map() };
