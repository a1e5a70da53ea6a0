import { boolean, integer, list, number, object, oneOf, optional, type Reader, string } from "./readers";

/** What the runtime tells of runs and experiments under /api/tidemark/v1. Times are milliseconds since 1970. */

export const runStatuses = ["RUNNING", "SCHEDULED", "FINISHED", "FAILED", "KILLED"] as const;
export type RunStatus = (typeof runStatuses)[number];
export type Lifecycle = "active" | "deleted";

export interface ExperimentSummary {
  readonly id: string;
  readonly name: string;
  readonly lifecycle: Lifecycle;
  readonly artifact_location: string;
  readonly creation_time: number;
  readonly last_update_time: number;
  /** Active runs, nested ones included. */
  readonly runs: number;
  readonly running: number;
  /** Start of the newest run. */
  readonly last_run_time?: number;
}

/** The last point of a series. On the wire a value that is not finite is the text NaN, Infinity or -Infinity. */
export interface MetricSummary {
  readonly key: string;
  readonly value: number;
  readonly step: number;
}

export interface KeyValue {
  readonly key: string;
  readonly value: string;
}

export interface RunSummary {
  readonly id: string;
  readonly name: string;
  readonly experiment_id: string;
  readonly status: RunStatus;
  readonly lifecycle: Lifecycle;
  readonly start_time: number;
  readonly end_time?: number;
  readonly user?: string;
  /** The script or notebook, as the client names it. */
  readonly source?: string;
  /** The run that this one is nested in. */
  readonly parent?: string;
  /** How many active runs are nested directly in this one. */
  readonly children: number;
  /** The first few that were ever logged, what the machine did last; the counts tell how many there are. */
  readonly metrics: readonly MetricSummary[];
  readonly params: readonly KeyValue[];
  /** Those that were asked for; all of them where one run is told of. */
  readonly tags?: readonly KeyValue[];
  readonly metric_count: number;
  readonly param_count: number;
}

export interface RunDetail extends RunSummary {
  readonly artifact_uri: string;
  readonly tags: readonly KeyValue[];
  readonly datasets: readonly DatasetSummary[];
  /** Ids of logged models: read by the run, and made by it. */
  readonly model_inputs: readonly string[];
  readonly model_outputs: readonly string[];
}

export interface DatasetSummary {
  readonly name: string;
  readonly digest: string;
  readonly context?: string;
  readonly source_type: string;
}

export interface RunsPage {
  readonly runs: readonly RunSummary[];
  readonly next_page_token?: string;
  /** All that match, on whichever page. */
  readonly total?: number;
}

/** `[x, y]` pairs in the order of the axis; a y that is not finite is text on the wire. */
export interface RunChart {
  readonly metric: string;
  readonly axis: "step" | "time";
  readonly points: readonly (readonly [number, number])[];
  /** False: every point is there. True: of each bucket the lowest and the highest. */
  readonly reduced: boolean;
}

const lifecycle = oneOf("active", "deleted");

export const readExperimentSummary: Reader<ExperimentSummary> = object<ExperimentSummary>({
  id: string,
  name: string,
  lifecycle,
  artifact_location: string,
  creation_time: integer,
  last_update_time: integer,
  runs: integer,
  running: integer,
  last_run_time: optional(integer) as Reader<number>,
});

export const readExperiments = object<{ experiments: ExperimentSummary[] }>({
  experiments: list(readExperimentSummary),
});

const readKeyValue = object<KeyValue>({ key: string, value: string });

const summaryFields = {
  id: string,
  name: string,
  experiment_id: string,
  status: oneOf(...runStatuses),
  lifecycle,
  start_time: integer,
  end_time: optional(integer) as Reader<number>,
  user: optional(string) as Reader<string>,
  source: optional(string) as Reader<string>,
  parent: optional(string) as Reader<string>,
  children: integer,
  metrics: list(object<MetricSummary>({ key: string, value: number, step: integer })),
  params: list(readKeyValue),
  tags: optional(list(readKeyValue)) as Reader<KeyValue[]>,
  metric_count: integer,
  param_count: integer,
};

export const readRunSummary: Reader<RunSummary> = object<RunSummary>(summaryFields);

export const readRunsPage: Reader<RunsPage> = object<RunsPage>({
  runs: list(readRunSummary),
  next_page_token: optional(string) as Reader<string>,
  total: optional(integer) as Reader<number>,
});

export const readRunDetail: Reader<RunDetail> = object<RunDetail>({
  ...summaryFields,
  artifact_uri: string,
  tags: list(readKeyValue),
  datasets: list(
    object<DatasetSummary>({
      name: string,
      digest: string,
      context: optional(string) as Reader<string>,
      source_type: string,
    }),
  ),
  model_inputs: list(string),
  model_outputs: list(string),
});

const readPair: Reader<readonly [number, number]> = (value, at) => {
  const [x, y] = list(number)(value, at);
  return [x ?? Number.NaN, y ?? Number.NaN];
};

export const readRunChart = object<RunChart>({
  metric: string,
  axis: oneOf("step", "time"),
  points: list(readPair),
  reduced: boolean,
});
