import { resolve } from "node:path";
import type { LockEntry } from "../../core/dvc/entries";
import { readLockFile } from "../../core/dvc/lockFile";
import { type ReadFile, replaceFile } from "../data/data";
import { readText } from "./paramValues";

/** The dvc.lock beside each dvc.yaml, written by one writer. Pipelines are named by their dvc.yaml, from the project's root. */
export interface LockFiles {
  /** False when it says so already. Needs the project's lock. */
  write(pipeline: string, stage: string, entry: LockEntry): Promise<boolean>;
}

export function createLockFiles(root: string): LockFiles {
  return {
    async write(pipeline, stage, entry) {
      const file = lockOf(pipeline);
      const path = resolve(root, file);
      // read anew each time: another dvc may have written while the stage ran
      const before = readText(path) ?? "";
      const after = (await readLockFile(before, file)).withStage(stage, entry);
      if (after === before) return false;
      replaceFile(path, after);
      return true;
    },
  };
}

/** What the dvc.lock beside a dvc.yaml has. */
export async function readLocks(
  root: string,
  pipeline: string,
  read: ReadFile,
): Promise<ReadonlyMap<string, LockEntry>> {
  const file = lockOf(pipeline);
  const text = read(resolve(root, file));
  return text === undefined ? new Map() : (await readLockFile(text, file)).stages;
}

export function lockOf(pipeline: string): string {
  return pipeline.replace(/\.yaml$/, ".lock");
}
