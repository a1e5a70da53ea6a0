import { object, optional, type Reader, string } from "../readers";

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
