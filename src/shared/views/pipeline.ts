import { integer, object, optional, type Reader, string } from "../readers";

export interface PipelineParams {
  /** A dvc.yaml or a project's folder, from the folder that is open; without one the page takes the first. */
  readonly pipeline?: string;
  /** Begins with this stage chosen. */
  readonly stage?: string;
}

export const readPipelineParams = object<PipelineParams>({
  pipeline: optional(string) as Reader<string>,
  stage: optional(string) as Reader<string>,
});

/** What an act of the page is about, as its commands are told. */
export interface PipelineTarget {
  /** From the folder that is open. */
  readonly project: string;
  /** The dvc.yaml, from the project's root; without one all of the project. */
  readonly file?: string;
  /** One stage, by its address. */
  readonly stage?: string;
  readonly jobs?: number;
}

export const readPipelineTarget = object<PipelineTarget>({
  project: string,
  file: optional(string) as Reader<string>,
  stage: optional(string) as Reader<string>,
  jobs: optional(integer) as Reader<number>,
});
