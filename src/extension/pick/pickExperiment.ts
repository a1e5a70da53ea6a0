import * as vscode from "vscode";
import { formatCount } from "../../shared/format";
import { type ExperimentSummary, readExperiments } from "../../shared/runs";
import type { FolderRuntime } from "../runtime/folderRuntime";
import type { Runtimes } from "../runtime/runtimes";

export interface OfferedExperiment extends vscode.QuickPickItem {
  readonly runtime: FolderRuntime;
  /** Absent: all of the folder. */
  readonly experiment?: ExperimentSummary;
}

/** The experiments of every folder, the one used last first, and before them all together. */
export async function offeredExperiments(runtimes: Runtimes): Promise<OfferedExperiment[]> {
  const all = runtimes.all();
  const found = await Promise.all(all.map((runtime) => experimentsOf(runtime, all.length > 1)));
  return found.flat();
}

async function experimentsOf(runtime: FolderRuntime, isOneOfSeveral: boolean): Promise<OfferedExperiment[]> {
  const door = await runtime.reader();
  if (door === undefined) return [];
  const { experiments } = await door.get("/api/tidemark/v1/experiments", readExperiments);
  const used = experiments
    .filter(({ lifecycle, runs }) => lifecycle === "active" && runs > 0)
    .sort((a, b) => (b.last_run_time ?? 0) - (a.last_run_time ?? 0));
  const { t } = vscode.l10n;
  const described = (runs: number) => {
    const count = runs === 1 ? t("1 run") : t("{0} runs", formatCount(runs));
    return isOneOfSeveral ? `${runtime.folder.name} · ${count}` : count;
  };
  const every = used.reduce((sum, { runs }) => sum + runs, 0);
  return [
    { runtime, label: t("All experiments"), description: described(every), iconPath: new vscode.ThemeIcon("library") },
    ...used.map((experiment) => ({
      runtime,
      experiment,
      label: experiment.name,
      description: described(experiment.runs),
      iconPath: new vscode.ThemeIcon("beaker"),
    })),
  ];
}
