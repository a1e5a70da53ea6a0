import type { LockEntry } from "../../core/dvc/entries";

/** The dvc.lock beside each dvc.yaml, written by one writer. Pipelines are named by their dvc.yaml, from the project's root. */
export interface LockFiles {
  find(pipeline: string, stage: string): LockEntry | undefined;
  /** False when it says so already. Needs the project's lock. */
  write(pipeline: string, stage: string, entry: LockEntry): boolean;
}
