import type { ModelUri } from "../mlflow/modelUri";

/** What a deployment file says, read. Times are milliseconds, weights percent. */
export interface Deployment {
  readonly name: string;
  readonly variants: readonly Variant[];
  readonly strategy: Strategy;
  readonly sticky: Sticky;
  /** The first that a request meets decides, before any weight. */
  readonly routing: readonly Rule[];
  readonly analysis: Analysis | undefined;
  /** Undefined: predictions are not kept. */
  readonly logging: Logging | undefined;
  /** Metrics of POST /feedback of which less is better. */
  readonly lowerIsBetter: readonly string[];
}

export interface Variant {
  readonly name: string;
  readonly model: ModelSource;
}

export type ModelSource =
  | { readonly from: "registry"; readonly text: string; readonly uri: ModelUri }
  | { readonly from: "run"; readonly text: string; readonly run: string; readonly path: string }
  /** Relative to the folder of the deployment file, where it is relative. */
  | { readonly from: "file"; readonly text: string; readonly path: string };

export type Strategy = Canary | SplitTest | Shadow | BlueGreen;

export interface Canary {
  readonly kind: "canary";
  readonly stable: string;
  readonly canary: string;
  readonly steps: readonly Step[];
}

export type Step =
  | { readonly kind: "setWeight"; readonly weight: number }
  /** Undefined: until somebody promotes. */
  | { readonly kind: "pause"; readonly duration: number | undefined };

export interface SplitTest {
  readonly kind: "ab";
  /** In the file's order, which says who owns which buckets. */
  readonly weights: readonly Weight[];
}

export interface Weight {
  readonly variant: string;
  readonly weight: number;
}

export interface Shadow {
  readonly kind: "shadow";
  readonly active: string;
  readonly mirror: string;
  readonly mirrorPercentage: number;
}

export interface BlueGreen {
  readonly kind: "blueGreen";
  readonly active: string;
  readonly preview: string;
  readonly autoPromotionEnabled: boolean;
  /** Waited for before an automatic promotion. */
  readonly autoPromotionAfter: number;
}

export interface Sticky {
  /** Lower case. */
  readonly header: string;
  readonly field: string;
  readonly salt: string;
}

/** Which predictions are kept under `.tidemark/predictions`. */
export interface Logging {
  /** Percent. */
  readonly predictions: number;
  /** Columns whose values are not written. */
  readonly redact: readonly string[];
}

export interface Rule {
  readonly variant: string;
  /** All have to be met. */
  readonly conditions: readonly Condition[];
}

export interface Condition {
  readonly of: "header" | "field";
  readonly name: string;
  readonly test: Test;
}

export type Test =
  | { readonly kind: "exact"; readonly value: string }
  | { readonly kind: "prefix"; readonly value: string }
  | { readonly kind: "oneOf"; readonly values: readonly string[] }
  | { readonly kind: "present"; readonly value: boolean };

export interface Analysis {
  readonly interval: number;
  readonly failureLimit: number;
  readonly minRequests: number;
  readonly metrics: readonly Gate[];
}

export interface Gate {
  readonly metric: GateMetric;
  /** Of the value itself. */
  readonly threshold: Range | undefined;
  /** Of the value divided by that of the stable variant. */
  readonly ratio: Range | undefined;
}

export type GateMetric =
  | { readonly kind: "error-rate" }
  | { readonly kind: "latency"; readonly quantile: number; readonly name: string }
  | { readonly kind: "drift"; readonly statistic: "psi" | "ks" }
  | { readonly kind: "feedback"; readonly name: string; readonly minOutcomes: number };

export interface Range {
  readonly min?: number | undefined;
  readonly max?: number | undefined;
}

/** What a gate's metric is called in the file and in reasons. */
export function gateName(metric: GateMetric): string {
  switch (metric.kind) {
    case "error-rate":
      return "error-rate";
    case "latency":
      return metric.name;
    case "drift":
      return `prediction-drift-${metric.statistic}`;
    case "feedback":
      return metric.name;
    default:
      return metric satisfies never;
  }
}
