import { boolean, list, number, object, oneOf, optional, type Reader, string } from "../../src/shared/readers";

export const tabs = ["params", "metrics", "tags", "environment", "code"] as const;
export type Tab = (typeof tabs)[number];

export const sorts = ["scatter", "bar", "box", "histogram", "contour"] as const;
/** A chart that the user added. */
export interface AddedChart {
  readonly sort: (typeof sorts)[number];
  readonly x: string;
  readonly y: string;
  readonly z?: string;
  /** Of all runs of the experiments, not only of those that are compared. */
  readonly isWhole?: boolean;
}

/** How the page is set: kept while it is hidden and over a restart. */
export interface Settings {
  /** `step`, `time`, `relative` or `metric:<key>`. */
  readonly axis: string;
  readonly smoothing: number;
  readonly isLogY: boolean;
  readonly isLogX: boolean;
  readonly clips: boolean;
  readonly syncs: boolean;
  /** Of metrics' names. */
  readonly filter: string;
  /** The metric that ranks the runs. */
  readonly metric: string | undefined;
  readonly hidden: readonly string[];
  readonly closed: readonly string[];
  readonly tab: Tab;
  readonly onlyDifferences: boolean;
  readonly added: readonly AddedChart[];
  /** Parallel coordinates over all runs of the experiments, or over those that are compared. */
  readonly wholeExperiment: boolean;
  /** Axes of the parallel coordinates, as keys of columns; none: those that differ. */
  readonly axes: readonly string[];
  /** Its lines have the colours of their runs, and not of the metric's ramp. */
  readonly isColouredByRun: boolean;
  /** Of the images: undefined is the last. */
  readonly imageStep: number | undefined;
  /** Where a metric has to get to, by metric. */
  readonly thresholds: Readonly<Record<string, number>>;
  readonly scroll: number;
}

const standard: Settings = {
  axis: "step",
  smoothing: 0.6,
  isLogY: false,
  isLogX: false,
  clips: true,
  syncs: true,
  filter: "",
  metric: undefined,
  hidden: [],
  closed: ["system"],
  tab: "params",
  onlyDifferences: true,
  added: [],
  wholeExperiment: true,
  axes: [],
  isColouredByRun: false,
  imageStep: undefined,
  thresholds: {},
  scroll: 0,
};

const readAdded = object<AddedChart>({
  sort: oneOf(...sorts),
  x: string,
  y: string,
  z: optional(string) as Reader<string>,
  isWhole: optional(boolean, false),
});

const readThresholds: Reader<Record<string, number>> = (value, at) =>
  Object.fromEntries(Object.entries(value as object).map(([key, each]) => [key, number(each, `${at}.${key}`)]));

const readKept = object<Settings>({
  axis: optional(string, standard.axis),
  smoothing: optional(number, standard.smoothing),
  isLogY: optional(boolean, standard.isLogY),
  isLogX: optional(boolean, standard.isLogX),
  clips: optional(boolean, standard.clips),
  syncs: optional(boolean, standard.syncs),
  filter: optional(string, standard.filter),
  metric: optional(string) as Reader<string>,
  hidden: optional(list(string), [...standard.hidden]),
  closed: optional(list(string), [...standard.closed]),
  tab: optional(oneOf(...tabs), standard.tab),
  onlyDifferences: optional(boolean, standard.onlyDifferences),
  added: optional(list(readAdded), []),
  wholeExperiment: optional(boolean, standard.wholeExperiment),
  axes: optional(list(string), []),
  isColouredByRun: optional(boolean, false),
  imageStep: optional(number) as Reader<number>,
  thresholds: optional(readThresholds, {}),
  scroll: optional(number, 0),
});

/** What was kept, or the standard where an older version kept something else. */
export function readSettings(kept: unknown): Settings {
  try {
    return readKept(kept ?? {}, "settings");
  } catch {
    return standard; // how a page looked is no loss
  }
}
