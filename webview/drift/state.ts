import type { DriftDocument, DriftTest } from "../../src/shared/drift";
import type { MonitorDocument } from "../../src/shared/monitors";
import { boolean, object, oneOf, optional, string } from "../../src/shared/readers";

export interface State {
  readonly drift: DriftDocument | undefined;
  /** Where a monitor looked; two tables have none. */
  readonly monitor: MonitorDocument | undefined;
  /** The window that is shown. */
  readonly window: string | undefined;
  readonly isBusy: boolean;
  readonly own: Own;
}

export const sortKeys = ["score", "name", "missing"] as const;
export type SortKey = (typeof sortKeys)[number];

/** Tests that may be asked for all columns; without one each column has its own. */
export const offeredTests: readonly DriftTest[] = ["wasserstein", "jensenshannon", "psi", "hellinger", "kl_div", "ks"];

/** What the user chose; it outlives a reload. */
export interface Own {
  readonly text: string;
  readonly onlyDrifted: boolean;
  readonly segment: string | undefined;
  /** The column by whose values rows are parted, of two tables. */
  readonly by: string | undefined;
  readonly test: string | undefined;
  readonly chosen: string | undefined;
  readonly sort: SortKey;
  readonly isTurned: boolean;
}

export const firstOwn: Own = {
  text: "",
  onlyDrifted: false,
  segment: undefined,
  by: undefined,
  test: undefined,
  chosen: undefined,
  sort: "score",
  isTurned: false,
};

export const readOwn = object<Own>({
  text: optional(string, ""),
  onlyDrifted: optional(boolean, false),
  segment: optional(string),
  by: optional(string),
  test: optional(string),
  chosen: optional(string),
  sort: optional(oneOf(...sortKeys), "score"),
  isTurned: optional(boolean, false),
});
