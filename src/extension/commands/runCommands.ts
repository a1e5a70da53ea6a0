import * as vscode from "vscode";
import { formatDate } from "../../shared/format";
import { type RunSummary, readRunsPage } from "../../shared/runs";
import type { RunNode, RunsNode } from "../runs/runNodes";
import type { FolderRuntime } from "../runtime/folderRuntime";
import type { Runtimes } from "../runtime/runtimes";

const mlflow = "/api/2.0/mlflow/runs";

/** The chosen runs: all that are selected, if the one that was clicked is among them. */
export function chosenRuns(clicked: RunsNode | undefined, selected: readonly RunsNode[] | undefined): RunNode[] {
  const nodes = clicked && !selected?.includes(clicked) ? [clicked] : (selected ?? []);
  return nodes.filter((node) => node.kind === "run");
}

export async function copyRunIds(runs: readonly RunNode[]): Promise<void> {
  await vscode.env.clipboard.writeText(runs.map(({ run }) => run.id).join("\n"));
}

/** Nothing is lost by it, so nobody is asked; the status bar says how to get them back. */
export async function deleteRuns(runs: readonly RunNode[]): Promise<void> {
  for (const { run, experiment } of runs) {
    const door = await experiment.runtime.door();
    await door.post(`${mlflow}/delete`, { run_id: run.id }, nothing);
  }
  const said =
    runs.length === 1
      ? vscode.l10n.t("Deleted {0}. “Restore Run” brings it back.", runs[0]?.run.name ?? "")
      : vscode.l10n.t("Deleted {0} runs. “Restore Run” brings them back.", runs.length);
  vscode.window.setStatusBarMessage(said, 8000);
}

/** Offers what was deleted and not yet purged, newest first. */
export async function restoreRuns(runtimes: Runtimes): Promise<void> {
  const found = (await Promise.all(runtimes.all().map(deletedRuns))).flat();
  if (found.length === 0) {
    vscode.window.setStatusBarMessage(vscode.l10n.t("No deleted runs in this workspace."), 5000);
    return;
  }
  const chosen = await vscode.window.showQuickPick(found, {
    canPickMany: true,
    matchOnDetail: true,
    title: vscode.l10n.t("Restore runs"),
    placeHolder: vscode.l10n.t("Choose the runs to bring back"),
  });
  for (const { runtime, run } of chosen ?? [])
    await (await runtime.door()).post(`${mlflow}/restore`, { run_id: run.id }, nothing);
}

interface DeletedRun extends vscode.QuickPickItem {
  readonly runtime: FolderRuntime;
  readonly run: RunSummary;
}

async function deletedRuns(runtime: FolderRuntime): Promise<DeletedRun[]> {
  const door = await runtime.door();
  const { runs } = await door.get("/api/tidemark/v1/runs?view=deleted&parent=any&limit=1000", readRunsPage);
  return runs.map((run) => ({
    runtime,
    run,
    label: run.name,
    description: formatDate(run.start_time, { now: Date.now() }),
    detail: run.id,
  }));
}

function nothing(): undefined {
  return undefined;
}
