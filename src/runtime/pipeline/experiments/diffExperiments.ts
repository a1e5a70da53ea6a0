import { type Changes, diffFiles } from "../../../core/dvc/compare/diffValues";
import { dataOf } from "../compare/gather";
import type { StateData } from "./experimentState";
import { openExperiments } from "./openExperiments";
import { resolveRevision } from "./revisions";
import { stateOfRevision } from "./stateOfRevision";

export interface ExperimentsDiff {
  readonly metrics: Changes;
  readonly params: Changes;
}

/** Metrics and parameters of two commits, experiments or the workspace (undefined), as dvc compares them. */
export async function diffExperiments(
  folder: string,
  from: string | undefined,
  to: string | undefined,
  options: { readonly all: boolean; readonly paramDeps: boolean },
): Promise<ExperimentsDiff> {
  const { git } = openExperiments(folder);
  const old = await stateOfRevision(folder, await resolveRevision(git, from ?? "HEAD"), options.paramDeps);
  const fresh = await stateOfRevision(folder, to && (await resolveRevision(git, to)), options.paramDeps);
  const valuesOf = (files: StateData["params"]) => dataOf(new Map(Object.entries(files)));
  const diff = (kind: "metrics" | "params") => diffFiles(valuesOf(old[kind]), valuesOf(fresh[kind]), options.all);
  return { metrics: diff("metrics"), params: diff("params") };
}
