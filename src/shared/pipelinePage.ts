import { boolean, integer, list, number, object, oneOf, optional, type Reader, string } from "./readers";
import { stageStates } from "./repro";

/** What the page of a pipeline reads: `GET /api/tidemark/v1/pipeline/page?id=…` and `…/page/stage?id=…&stage=…`. */
export interface PipelinePage {
  readonly now: number;
  /** Every dvc.yaml of the folder that is open, and each project with several of them as a whole. */
  readonly pipelines: readonly PipelineChoice[];
  /** Of the one that is shown. */
  readonly id: string;
  /** Its project, from the folder that is open; none where there is no pipeline. */
  readonly project?: string;
  /** The dvc.yaml from its project's root; undefined where all of the project is shown. */
  readonly file?: string;
  readonly commit?: { readonly hash: string; readonly changedFiles: number };
  /** What is wrong with its files; the stages that could be read are shown all the same. */
  readonly faults: readonly PipelineFault[];
  /** In the order of the file. */
  readonly nodes: readonly PipelineNode[];
  /** What comes out of `from` goes into `to`. */
  readonly edges: readonly { readonly from: string; readonly to: string }[];
  /** The run over it that goes on, else the last one. */
  readonly repro?: Repro;
}

export interface PipelineChoice {
  /** The dvc.yaml or the folder of the project, from the folder that is open; "." is that folder itself. */
  readonly id: string;
  readonly stages: number;
}

export interface PipelineFault {
  readonly message: string;
  /** From the folder that is open. */
  readonly file: string;
  /** From 1. */
  readonly line?: number;
  readonly column?: number;
  readonly severity: "error" | "warning";
}

/**
 * As `StageState`, and where nothing runs: whether a stage would. `killed`: it was stopped, or its run was killed. `unknown`:
 * that could not be told.
 */
export const nodeStates = [...stageStates, "killed", "changed", "unknown"] as const;
export type NodeState = (typeof nodeStates)[number];

export interface PipelineNode {
  /** The stage's address in its project, or the path of the data. */
  readonly id: string;
  readonly kind: "stage" | "data" | "import";
  readonly name: string;
  /** Of foreach or matrix. */
  readonly group?: string;
  readonly state: NodeState;
  readonly isFrozen?: boolean;
  /** Why it runs or would run, in a few words. */
  readonly why?: string;
  /** The stage that failed, for which it was left out. */
  readonly because?: string;
  /** Where it is written, from the folder that is open. */
  readonly file: string;
  readonly line?: number;
  /** When it began and ended last, or began now. */
  readonly began?: number;
  readonly ended?: number;
  readonly progress?: Progress;
  /** Of data. */
  readonly size?: number;
  readonly nfiles?: number;
  /** Its tracked run. */
  readonly run?: string;
  readonly message?: string;
}

export interface Progress {
  readonly done: number;
  readonly total?: number;
  /** What is counted: epoch, step. */
  readonly unit?: string;
}

export interface Repro {
  readonly id: string;
  readonly began: number;
  readonly ended?: number;
  readonly outcome?: "done" | "failed" | "stopped" | "killed";
  readonly jobs: number;
  /** What had to be done, by the times at which it began. */
  readonly bars: readonly ReproBar[];
}

export interface ReproBar {
  readonly stage: string;
  readonly state: NodeState;
  readonly began: number;
  readonly ended?: number;
}

export interface StagePage {
  readonly id: string;
  readonly cmd: readonly string[];
  /** Where the commands run, from the folder that is open. */
  readonly wdir: string;
  readonly desc?: string;
  readonly why: readonly WhyLine[];
  readonly params: readonly ParamLine[];
  readonly deps: readonly StageItem[];
  readonly outs: readonly StageItem[];
  readonly run?: StageRun;
  /** The last line it said, while it runs. */
  readonly says?: string;
  /** Its last runs, oldest first, twelve at most. */
  readonly durations: readonly StageDuration[];
}

export interface StageDuration {
  readonly at: number;
  readonly seconds: number;
  readonly isFailed: boolean;
  /** Its tracked run. */
  readonly run?: string;
}

/** One thing that makes it run: what it was when it ran last, and what it is now. */
export interface WhyLine {
  readonly kind: "never run" | "command" | "always" | "forced" | "dep" | "param" | "out";
  /** A path, or `file: name` of a parameter. */
  readonly name: string;
  readonly before?: string;
  readonly after?: string;
}

export interface ParamLine {
  readonly file: string;
  readonly name: string;
  readonly value: string;
}

export const itemStates = ["same", "changed", "new", "missing", "writing", "waiting"] as const;

export interface StageItem {
  /** From the project's root, or an address elsewhere. */
  readonly path: string;
  /** It has versions: a stage or a .dvc file makes it. */
  readonly isTracked?: boolean;
  readonly state: (typeof itemStates)[number];
  readonly hash?: string;
  readonly size?: number;
  readonly nfiles?: number;
  /** metric, plot. */
  readonly kind?: "metric" | "plot";
  /** The stage that makes it, of a dependency. */
  readonly from?: string;
}

export interface StageRun {
  readonly id: string;
  readonly name: string;
  readonly metric?: { readonly key: string; readonly value: number };
  readonly peakMemory?: number;
  /** Of one core: 2.12 is 212 %. */
  readonly cpu?: number;
  /** The last lines it said, of one that failed. */
  readonly tail?: readonly string[];
}

const text = optional(string) as Reader<string>;
const count = optional(number) as Reader<number>;
const truth = optional(boolean) as Reader<boolean>;
const maybe = <T>(reader: Reader<T>) => optional(reader) as Reader<T>;

export const readNode = object<PipelineNode>({
  id: string,
  kind: oneOf("stage", "data", "import"),
  name: string,
  group: text,
  state: oneOf(...nodeStates),
  isFrozen: truth,
  why: text,
  because: text,
  file: string,
  line: count,
  began: count,
  ended: count,
  progress: maybe(object<Progress>({ done: number, total: count, unit: text })),
  size: count,
  nfiles: count,
  run: text,
  message: text,
});

export const readFault = object<PipelineFault>({
  message: string,
  file: string,
  line: count,
  column: count,
  severity: oneOf("error", "warning"),
});

export const readRepro = object<Repro>({
  id: string,
  began: number,
  ended: count,
  outcome: maybe(oneOf("done", "failed", "stopped", "killed")),
  jobs: integer,
  bars: list(object<ReproBar>({ stage: string, state: oneOf(...nodeStates), began: number, ended: count })),
});

export const readPipelinePage = object<PipelinePage>({
  now: number,
  pipelines: list(object<PipelineChoice>({ id: string, stages: integer })),
  id: string,
  project: text,
  file: text,
  commit: maybe(object({ hash: string, changedFiles: integer })),
  faults: list(readFault),
  nodes: list(readNode),
  edges: list(object({ from: string, to: string })),
  repro: maybe(readRepro),
});

const readItem = object<StageItem>({
  path: string,
  isTracked: truth,
  state: oneOf(...itemStates),
  hash: text,
  size: count,
  nfiles: count,
  kind: maybe(oneOf("metric", "plot")),
  from: text,
});

export const readStagePage = object<StagePage>({
  id: string,
  cmd: list(string),
  wdir: string,
  desc: text,
  why: list(
    object<WhyLine>({
      kind: oneOf("never run", "command", "always", "forced", "dep", "param", "out"),
      name: string,
      before: text,
      after: text,
    }),
  ),
  params: list(object<ParamLine>({ file: string, name: string, value: string })),
  deps: list(readItem),
  outs: list(readItem),
  run: maybe(
    object<StageRun>({
      id: string,
      name: string,
      metric: maybe(object({ key: string, value: number })),
      peakMemory: count,
      cpu: count,
      tail: maybe(list(string)),
    }),
  ),
  says: text,
  durations: list(object<StageDuration>({ at: number, seconds: number, isFailed: boolean, run: text })),
});
