/** As dvc's flags have them. */
export interface ReproOptions {
  readonly targets: readonly string[];
  readonly force: boolean;
  readonly forceDownstream: boolean;
  readonly dry: boolean;
  readonly singleItem: boolean;
  readonly downstream: boolean;
  /** The whole pipeline that a target belongs to. */
  readonly pipeline: boolean;
  readonly allPipelines: boolean;
  readonly recursive: boolean;
  readonly glob: boolean;
  readonly pull: boolean;
  readonly allowMissing: boolean;
  readonly noCommit: boolean;
  readonly noRunCache: boolean;
  readonly onFailure: "stop" | "keep-going" | "ignore";
  readonly jobs: number;
}

export const usualRepro: ReproOptions = {
  targets: [],
  force: false,
  forceDownstream: false,
  dry: false,
  singleItem: false,
  downstream: false,
  pipeline: false,
  allPipelines: false,
  recursive: false,
  glob: false,
  pull: false,
  allowMissing: false,
  noCommit: false,
  noRunCache: false,
  onFailure: "stop",
  jobs: 1,
};
