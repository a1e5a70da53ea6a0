import type { Pipeline, ResolvedStage } from "../../core/dvc/pipeline/resolved";

/** The stage of a name below `stages`, or the first of its group. */
export function stageNamed({ stages }: Pipeline, name: string): ResolvedStage | undefined {
  return stages.find((stage) => (stage.group ?? stage.name) === name);
}
