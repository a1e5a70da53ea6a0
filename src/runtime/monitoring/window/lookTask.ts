import type { Findings } from "../../../core/monitors/judge";
import type { Tests } from "../../../core/monitors/monitor";
import type { DriftDocument } from "../../../shared/drift";
import type { TableFile } from "../drift/driftWork";

/** One look at one window, as data that a message can carry. */
export interface LookTask {
  readonly current: CurrentTable;
  readonly reference: TableFile | undefined;
  readonly columns: readonly string[] | undefined;
  readonly tests: Tests;
  readonly driftShare: number;
  readonly segment: string | undefined;
  readonly suite: { readonly name: string; readonly path: string } | undefined;
  readonly quality: QualityTask | undefined;
}

export type CurrentTable =
  | { readonly kind: "file"; readonly file: TableFile; readonly last: number | undefined }
  | {
      readonly kind: "deployment";
      readonly name: string;
      /** Of the deployment: what was counted lies below. Undefined where nothing counts. */
      readonly counted: string | undefined;
      readonly log: string;
      /** The share of the requests that the log keeps; 0 for no log. */
      readonly logged: number;
      readonly from: number;
      readonly to: number;
      readonly last: number | undefined;
    };

export interface QualityTask {
  readonly actual: string;
  readonly prediction: string | undefined;
  readonly metrics: readonly string[];
}

export interface LookAnswer {
  readonly rows: number;
  readonly from?: number;
  readonly findings: Findings;
  readonly scores: Readonly<Record<string, number | null>>;
  readonly figures: Readonly<Record<string, number>>;
  readonly drift: DriftDocument | undefined;
  /** What could not be looked at. */
  readonly faults: readonly string[];
}
