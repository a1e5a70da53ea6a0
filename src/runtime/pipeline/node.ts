import { resolve } from "node:path";
import type { DvcFile, LockEntry } from "../../core/dvc/entries";
import type { ResolvedStage, Target } from "../../core/dvc/pipeline/resolved";

/** What a project's graph is made of: stages, and .dvc files, which make data that stages read. */
export type ProjectNode = StageNode | FileNode;

export interface StageNode {
  readonly kind: "stage";
  /** As it is spoken of from the project's root. */
  readonly address: string;
  readonly stage: ResolvedStage;
  /** As dvc.lock has it. */
  readonly lock: LockEntry | undefined;
}

export interface FileNode {
  readonly kind: "file";
  /** The .dvc file, from the project's root. */
  readonly address: string;
  readonly file: DvcFile;
  readonly outs: readonly FileOut[];
}

/** An output of a .dvc file with where it is, from the project's root. */
export interface FileOut {
  readonly out: DvcFile["outs"][number];
  readonly target: Target;
}

/** Absolute; undefined of what is not on this machine. */
export function placeOf(root: string, target: Target): string | undefined {
  return target.kind === "local" ? resolve(root, target.path) : undefined;
}

/** What the node writes, absolute. */
export function outPaths(root: string, node: ProjectNode): string[] {
  const targets = node.kind === "stage" ? node.stage.outs : node.outs;
  return targets.flatMap(({ target }) => placeOf(root, target) ?? []);
}
