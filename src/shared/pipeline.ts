import { type PipelineFault, type PipelineNode, type Repro, readFault, readNode, readRepro } from "./pipelinePage";
import { boolean, integer, list, number, object, oneOf, optional, type Reader, string } from "./readers";

/**
 * What the routes below `/api/tidemark/v1/pipeline` say to the editor's views and commands. A page of one pipeline, and a
 * stage with its dependencies and outputs, are in pipelinePage.ts.
 */

/** `GET …/pipeline?project=…`: every dvc.yaml of a project, with where its stages stand. */
export interface PipelineList {
  readonly project: string;
  readonly now: number;
  readonly pipelines: readonly PipelineFile[];
  /** The run over them that goes on, else the last one. */
  readonly repro?: Repro;
}

export interface PipelineFile {
  /** From the folder that is open; what `pipelinePage` calls it. */
  readonly id: string;
  /** From the project's root. */
  readonly file: string;
  /** In the order of the file; stages only. */
  readonly stages: readonly PipelineNode[];
  readonly faults: readonly PipelineFault[];
}

/** `POST …/pipeline/repro`: answers with the id of a job whose result is a `ReproResult`. */
export interface ReproRequest {
  readonly project: string;
  /** As dvc takes them: a stage, `path/dvc.yaml:stage`, a group, an output; none stand for everything. */
  readonly targets: readonly string[];
  readonly force: boolean;
  /** Only say what would run. */
  readonly dry: boolean;
  readonly singleItem: boolean;
  readonly downstream: boolean;
  readonly keepGoing: boolean;
  readonly pull: boolean;
  readonly jobs?: number;
}

export interface ReproResult {
  readonly message: string;
  /** Addresses of stages. */
  readonly ran: readonly string[];
  readonly restored: readonly string[];
  readonly failed: readonly string[];
  readonly unchanged: readonly string[];
}

/** `GET …/pipeline/experiments?project=…`, newest first. */
export interface ExperimentList {
  readonly project: string;
  readonly experiments: readonly ExperimentSummary[];
}

export interface ExperimentSummary {
  readonly name: string;
  /** Of its commit. */
  readonly rev: string;
  readonly baseline: string;
  readonly at?: number;
  readonly state: "done" | "running" | "queued" | "failed";
}

/** `POST …/pipeline/experiments`: a job. */
export const experimentActs = ["run", "apply", "branch", "remove"] as const;

export interface ExperimentRequest {
  readonly project: string;
  readonly act: (typeof experimentActs)[number];
  /** Of the experiment; of `run` the name it gets. */
  readonly name?: string;
  /** Of `branch`. */
  readonly branch?: string;
  /** Of `run`: `lr=0.01`. */
  readonly set: readonly string[];
  readonly targets: readonly string[];
}

/** `GET …/pipeline/compare?project=…&kind=params|metrics[&from=…&to=…]` */
export interface ValuesDiff {
  readonly rows: readonly ValueChange[];
}

export interface ValueChange {
  readonly file: string;
  readonly name: string;
  /** As text; undefined on the side where it is not. */
  readonly before?: string;
  readonly after?: string;
  readonly difference?: number;
}

const text = optional(string) as Reader<string>;
const maybe = <T>(reader: Reader<T>) => optional(reader) as Reader<T>;

export const readPipelineList = object<PipelineList>({
  project: string,
  now: number,
  pipelines: list(object<PipelineFile>({ id: string, file: string, stages: list(readNode), faults: list(readFault) })),
  repro: maybe(readRepro),
});

export const readReproRequest = object<ReproRequest>({
  project: string,
  targets: optional(list(string), []),
  force: optional(boolean, false),
  dry: optional(boolean, false),
  singleItem: optional(boolean, false),
  downstream: optional(boolean, false),
  keepGoing: optional(boolean, false),
  pull: optional(boolean, false),
  jobs: maybe(integer),
});

export const readReproResult = object<ReproResult>({
  message: string,
  ran: list(string),
  restored: list(string),
  failed: list(string),
  unchanged: list(string),
});

export const readExperimentList = object<ExperimentList>({
  project: string,
  experiments: list(
    object<ExperimentSummary>({
      name: string,
      rev: string,
      baseline: string,
      at: maybe(number),
      state: oneOf("done", "running", "queued", "failed"),
    }),
  ),
});

export const readExperimentRequest = object<ExperimentRequest>({
  project: string,
  act: oneOf(...experimentActs),
  name: text,
  branch: text,
  set: optional(list(string), []),
  targets: optional(list(string), []),
});

export const readValuesDiff = object<ValuesDiff>({
  rows: list(object<ValueChange>({ file: string, name: string, before: text, after: text, difference: maybe(number) })),
});
