import { integer, list, number, object, optional, type Reader, string } from "./readers";

/** A run as MLflow's protocol prints it; what is absent there is empty here. */
export interface MlflowRun {
  readonly info: {
    readonly run_id: string;
    readonly run_name: string;
    readonly experiment_id: string;
    readonly status: string;
    readonly lifecycle_stage: string;
    readonly user_id: string;
    readonly start_time: number;
    readonly end_time: number | undefined;
    readonly artifact_uri: string;
  };
  readonly data: {
    readonly params: readonly Pair[];
    /** The last point of each. */
    readonly metrics: readonly MlflowMetric[];
    readonly tags: readonly Pair[];
  };
  readonly inputs: { readonly dataset_inputs: readonly DatasetInput[] };
}

export interface MlflowMetric {
  readonly key: string;
  readonly value: number;
  readonly step: number;
  readonly timestamp: number;
}

interface Pair {
  readonly key: string;
  readonly value: string;
}

interface DatasetInput {
  readonly dataset: { readonly name: string; readonly digest: string };
}

const readDatasetInput = object<DatasetInput>({
  dataset: object<DatasetInput["dataset"]>({ name: string, digest: optional(string, "") }),
});
const readPairs = optional(list(object<Pair>({ key: string, value: string })), []);
const readMetric = object<MlflowMetric>({
  key: string,
  value: number,
  step: optional(integer, 0),
  timestamp: optional(integer, 0),
});

export const readMlflowRun: Reader<MlflowRun> = object<MlflowRun>({
  info: object<MlflowRun["info"]>({
    run_id: string,
    run_name: optional(string, ""),
    experiment_id: string,
    status: optional(string, ""),
    lifecycle_stage: optional(string, "active"),
    user_id: optional(string, ""),
    start_time: optional(integer, 0),
    end_time: optional(integer),
    artifact_uri: optional(string, ""),
  }),
  data: optional(
    object<MlflowRun["data"]>({ params: readPairs, metrics: optional(list(readMetric), []), tags: readPairs }),
    { params: [], metrics: [], tags: [] },
  ),
  inputs: optional(object<MlflowRun["inputs"]>({ dataset_inputs: optional(list(readDatasetInput), []) }), {
    dataset_inputs: [],
  }),
});

export function datasetLabel({ dataset: { name, digest } }: DatasetInput): string {
  return digest === "" ? name : `${name} (${digest})`;
}
