import * as vscode from "vscode";
import type { Environment } from "../environment/environment";
import type { MoreNode, RunsNode } from "../runs/runNodes";
import type { RunsView } from "../runs/runsView";
import type { FolderRuntime } from "../runtime/folderRuntime";
import type { Runtimes } from "../runtime/runtimes";
import { chosenRuns, copyRunIds, deleteRuns, restoreRuns } from "./runCommands";
import { runOpenFile } from "./runOpenFile";
import { appendRuntimeLog } from "./runtimeLog";
import { logSampleRun } from "./sampleRun";
import { showStatus } from "./showStatus";

export interface Parts {
  readonly runtimes: Runtimes;
  readonly environment: Environment;
  readonly runs: RunsView;
  readonly log: vscode.LogOutputChannel;
}

export function registerCommands(parts: Parts): vscode.Disposable {
  const { runtimes, runs, log } = parts;
  const commands: Record<string, (...args: never[]) => unknown> = {
    refreshRuns: () => runs.tree.refresh(),
    loadMoreRuns: (more: MoreNode) => runs.tree.loadMore(more),
    copyRunId: (clicked?: RunsNode, selected?: RunsNode[]) =>
      copyRunIds(chosenRuns(clicked, selected ?? (runs.view.selection as RunsNode[]))),
    deleteRun: (clicked?: RunsNode, selected?: RunsNode[]) => deleteRuns(chosenRuns(clicked, selected)),
    restoreRun: () => restoreRuns(runtimes),
    runOpenFile: () => runOpenFile(runtimes),
    createSampleRun: () => createSampleRun(runtimes),
    restartRuntime: async () => {
      for (const runtime of await chooseFolders(runtimes)) await runtime.restart();
    },
    showStatus: () => showStatus(parts),
    showLog: () => showLog(parts),
  };
  return vscode.Disposable.from(
    ...Object.entries(commands).map(([name, act]) =>
      vscode.commands.registerCommand(`tidemark.${name}`, explained(act as (...args: unknown[]) => unknown, log)),
    ),
  );
}

/** A command that fails says so once, and how to go on. */
function explained(act: (...args: unknown[]) => unknown, log: vscode.LogOutputChannel) {
  return async (...args: unknown[]): Promise<void> => {
    try {
      await act(...args);
    } catch (error) {
      log.error(error instanceof Error ? error : String(error));
      const showLog = vscode.l10n.t("Show Log");
      const message = error instanceof Error ? error.message : String(error);
      const chosen = await vscode.window.showErrorMessage(vscode.l10n.t("Tidemark: {0}", message), showLog);
      if (chosen === showLog) await vscode.commands.executeCommand("tidemark.showLog");
    }
  };
}

async function createSampleRun(runtimes: Runtimes): Promise<void> {
  const [runtime] = await chooseFolders(runtimes);
  if (runtime === undefined) return;
  await vscode.commands.executeCommand("tidemark.runs.focus");
  await vscode.window.withProgress({ location: { viewId: "tidemark.runs" } }, async () =>
    logSampleRun(await runtime.door(), {
      experiment: vscode.l10n.t("Sample"),
      source: vscode.l10n.t("Tidemark: Create Sample Run"),
    }),
  );
}

async function showLog({ runtimes, log }: Parts): Promise<void> {
  for (const runtime of runtimes.all()) await appendRuntimeLog(runtime, log);
  log.show();
}

/** The only folder, or the one that the user picks. */
async function chooseFolders(runtimes: Runtimes): Promise<FolderRuntime[]> {
  const all = runtimes.all();
  if (all.length < 2) return all;
  const picked = await vscode.window.showWorkspaceFolderPick();
  return all.filter(({ folder }) => folder === picked);
}
