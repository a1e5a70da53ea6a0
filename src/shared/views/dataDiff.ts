import { object, optional, type Reader, string } from "../readers";

export interface DataDiffParams {
  /** From the folder that is open. */
  readonly project: string;
  /** What is tracked, from the project's root; without one all of it. */
  readonly path?: string;
  /** A commit, a branch, a tag; HEAD without one. */
  readonly from?: string;
  /** The same; without one what lies in the workspace. */
  readonly to?: string;
}

export const readDataDiffParams = object<DataDiffParams>({
  project: string,
  path: optional(string) as Reader<string>,
  from: optional(string) as Reader<string>,
  to: optional(string) as Reader<string>,
});
